//! The tables names are drawn from, most used first, and the drawing itself. Every name is an invented combination.

use crate::chance::Chance;
use domain::identity::Sex;
use std::sync::LazyLock;

/// Surnames with their frequency in hundredths of a per cent.
const SURNAMES: &str = "\
    王610 李730 张590 刘640 陈520 杨310 黄260 周290 吴200 赵150 罗200 \
    彭190 谢150 谭170 唐140 肖150 何150 胡150 邓140 曾120 徐110 孙100 \
    朱100 高80 林90 郭90 马60 龙100 蒋90 欧40 曹70 袁80 邹70 夏60 贺60 熊60 \
    易60 文60 汪40 尹50 廖70 姚50 石50 田60 钟50 戴50 向60 段40 左30 冯50 \
    程40 许50 沈40 苏40 卢40 蔡40 贾30 丁40 魏40 薛30 叶40 阎10 余50 潘40 \
    杜30 汤40 郑60 宋50 梁50 韩40 于30 董40 吕30 任30 姜30 范30 方40 章20 \
    毛30 江30 史20 侯20 邵20 孟20 白20 秦20 付30 傅20 万30 雷40 黎40 龚40 \
    阳30 匡20 申20 滕20 覃30 粟20 吉10 莫20 聂30 柳20 皮20 晏20 涂20 凌20 \
    成20 颜20 鲁20 苗10 丘10 邱30 葛10 樊10 兰10 甘10 盛10 翟10 单10 伍30 \
    庄10 祝10 卜10 舒20 艾10 明10 佘10 瞿10 喻20 严20 游10 童20 常20 康20 \
    邢10 刁5 宁10 关10 麻10 米10 巫5 翦2 蒲10 隆5 欧阳35 司马2 上官2 诸葛1 令狐1 \
    皇甫1";
const BOY_1: &str = "子浩宇俊梓明博嘉泽志文天一思家佳奕承睿致景宏晨铭鑫昊伟瑞皓晓建国永锦煜彦星逸尚世雨云启振东海成君新立宗正恒楚毅弘旭凯柏书靖德亦";
const BOY_2: &str = "轩宇豪涵杰辰泽瑞阳睿博航皓然浩晨熙鑫恒铭佑霖翔文斌源哲楠洋凡毅磊超伟俊明昊诚鹏成龙乐言诺坤林峰旭凯彬琪祺霆安健宁骏康辉华逸鸣涛森昂";
const GIRL_1: &str = "梓欣子雨诗思佳嘉语可若紫一雅芷依心馨梦婉怡艺安静晓妍悦慧希奕锦玉淑诺文书沐雪婧清星昕美钰亦映晨苏羽洛颖月如意初南允佩灵伊云";
const GIRL_2: &str = "涵怡萱瑶琪彤妍诺欣悦萌婷雅宁馨彤予玥琳洁颖蕾曦雯慧雪怡桐晗曼钰悠希媛佳露莹欢语熙桃冉菲瑾茜然柔晴瑜娴静诗霏岚宸芸芮凝溪滢倩";
const ADULT_M: &str = "伟军强勇磊涛超杰波鹏辉斌刚峰平建华明亮文俊飞志国海林龙鑫宇浩凯旭东健成新春清生红兵雄毅洪祥武松宏威江立永福根金光";
const ADULT_F: &str = "芳敏静丽娟艳燕玲霞婷红娜英琴梅莉萍慧兰花云雪丹琼利秀佳玉芬珍凤娥香春晓小文美洁菊妮倩璐颖琳蓉欢华平姣双满桂素淑巧";
const POPULAR_BOY: &str = "\
    浩宇 子轩 浩然 宇轩 俊熙 子豪 梓轩 博文 宇航 子涵 一诺 奕辰 沐辰 浩轩 俊杰 梓豪 子睿 宇泽 铭轩 皓轩 \
    思源 嘉豪 俊豪 文博 家豪 子墨 奕泽 梓睿 睿 浩 伟 杰 鑫 轩 昊天 昊然 明轩 志远 天佑 逸轩";
const POPULAR_GIRL: &str = "\
    梓涵 欣怡 诗涵 子涵 梓萱 雨涵 可馨 欣妍 一诺 思涵 佳怡 雨欣 语桐 若曦 欣悦 紫涵 诗琪 梦瑶 佳琪 雨桐 \
    思琪 依诺 语嫣 欣然 梓彤 可欣 静怡 芷晴 艺涵 子萱 婷 悦 颖 欣 雅琪 心怡 嘉怡 诗雨 紫萱 梓琪";
const DOT_FIRST: &str = "\
    阿不都 买买提 艾力 阿迪力 努尔 古丽 阿依 麦麦提 吐尔逊 帕提 热依拉 玉素甫 扎西 卓玛 次仁 米尔 依布 \
    沙吾提 海丽 阿曼";
const DOT_LAST: &str = "\
    拉 江 汗 娜 尔 提 古丽 买买提 艾山 依明 库尔班 吐尔地 卡德尔 热合曼 加帕尔 哈斯木 亚森 赛买提 木拉提 \
    肉孜";
/// Characters many fonts and GBK lack; a union's sheet must carry them all the same.
const RARE: &str = "喆堃昇淼犇燚垚龑祎翀彧昶旻玥珩璟瑄琤赟奡䶮㛃𬭎𬍛𫖯𬤇𪣻𬀩";

/// Of 1,000 given names, how many contain a rare character.
const RARE_PER_MILLE: usize = 12;
/// Of 1,000 children, how many bear one of the most popular given names.
const POPULAR_PER_MILLE: usize = 100;

/// A table ready to draw from: each word with the sum of the weights up to it.
struct Table(Vec<(&'static str, usize)>);

impl Table {
    fn weighing(words: impl Iterator<Item = (&'static str, usize)>) -> Self {
        let mut sum = 0;
        Self(
            words
                .map(|(word, weight)| {
                    sum += weight;
                    (word, sum)
                })
                .collect(),
        )
    }

    /// The first words are the most used: weights fall off as 1/(rank + 10).
    fn ranked(words: impl Iterator<Item = &'static str>) -> Self {
        Self::weighing(
            words
                .enumerate()
                .map(|(rank, word)| (word, 10_000 / (rank + 10))),
        )
    }

    fn characters(text: &'static str) -> Self {
        Self::ranked(
            text.char_indices()
                .map(|(at, c)| &text[at..at + c.len_utf8()]),
        )
    }

    fn words(text: &'static str) -> Self {
        Self::ranked(text.split_whitespace())
    }

    fn surnames() -> Self {
        Self::weighing(SURNAMES.split_whitespace().map(|entry| {
            let name = entry.trim_end_matches(|c: char| c.is_ascii_digit());
            (name, entry[name.len()..].parse().unwrap_or(0))
        }))
    }

    fn draw(&self, chance: &mut Chance) -> &'static str {
        let drawn = chance.below(self.0.last().map_or(0, |(_, sum)| *sum));
        self.0
            .get(self.0.partition_point(|(_, sum)| *sum <= drawn))
            .map_or("", |(word, _)| word)
    }
}

/// The tables for one sex.
struct Given {
    popular: Table,
    first: Table,
    second: Table,
    adult: Table,
}

/// All tables, taken apart once: benchmarks draw hundreds of thousands of names.
struct Tables {
    surnames: Table,
    male: Given,
    female: Given,
    dot_first: Table,
    dot_last: Table,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    surnames: Table::surnames(),
    male: Given {
        popular: Table::words(POPULAR_BOY),
        first: Table::characters(BOY_1),
        second: Table::characters(BOY_2),
        adult: Table::characters(ADULT_M),
    },
    female: Given {
        popular: Table::words(POPULAR_GIRL),
        first: Table::characters(GIRL_1),
        second: Table::characters(GIRL_2),
        adult: Table::characters(ADULT_F),
    },
    dot_first: Table::words(DOT_FIRST),
    dot_last: Table::words(DOT_LAST),
});

fn given(sex: Sex) -> &'static Given {
    match sex {
        Sex::Male => &TABLES.male,
        Sex::Female => &TABLES.female,
    }
}

/// A surname, the common ones more often.
pub fn surname(chance: &mut Chance) -> &'static str {
    TABLES.surnames.draw(chance)
}

/// A child's given name; brothers and sisters may share the first character, `lead`.
pub fn child_given(chance: &mut Chance, sex: Sex, lead: Option<char>) -> String {
    let tables = given(sex);
    if lead.is_none() && chance.happens(POPULAR_PER_MILLE) {
        return tables.popular.draw(chance).to_owned();
    }
    let first = lead.map_or_else(|| tables.first.draw(chance).to_owned(), String::from);
    if chance.happens(RARE_PER_MILLE) {
        let rare: Vec<char> = RARE.chars().collect();
        return format!("{first}{}", chance.pick(&rare));
    }
    format!("{first}{}", tables.second.draw(chance))
}

/// A grown-up's given name, of one or two characters.
pub fn adult_given(chance: &mut Chance, sex: Sex) -> String {
    let table = &given(sex).adult;
    let last = table.draw(chance);
    if chance.happens(300) {
        last.to_owned()
    } else {
        format!("{}{last}", table.draw(chance))
    }
}

/// A name of two parts with the standard separator U+00B7.
pub fn dotted(chance: &mut Chance) -> String {
    let mut part = || {
        format!(
            "{}{}",
            TABLES.dot_first.draw(chance),
            TABLES.dot_last.draw(chance)
        )
    };
    let own = part();
    format!("{own}·{}", part())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_no_digits_blanks_or_ascii() {
        let mut chance = Chance::new(3);
        for _ in 0..2_000 {
            let name = format!(
                "{}{}",
                surname(&mut chance),
                child_given(&mut chance, Sex::Female, None)
            );
            assert!(
                name.chars().count() >= 2 && name.chars().all(|c| c as u32 > 0x2000),
                "{name}"
            );
        }
        assert!(dotted(&mut chance).contains('\u{B7}'));
    }
}
