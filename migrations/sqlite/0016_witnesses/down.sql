-- What was vouched for is lost.
DROP TABLE witnesses;
