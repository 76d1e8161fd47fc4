//! What lies below an error, in both languages: what the system said, and otherwise the words of a library as they are.

use crate::words::Words;
use domain::claim_number::ClaimNumberError;
use std::error::Error;
use std::io::{self, ErrorKind};

/// An error and everything below it, outermost first, each text once.
pub fn causes_of(error: &(dyn Error + 'static)) -> Vec<Words> {
    let mut causes: Vec<Words> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let words = words_of(error);
        if causes.last() != Some(&words) {
            causes.push(words);
        }
        next = error.source();
    }
    causes
}

fn words_of(error: &(dyn Error + 'static)) -> Words {
    let text = error.to_string();
    if let Some(system) = error.downcast_ref::<io::Error>() {
        return Words::new(chinese(system).unwrap_or_else(|| text.clone()), text);
    }
    if let Some(number) = error.downcast_ref::<ClaimNumberError>() {
        let zh = match number {
            ClaimNumberError::Shape => "申报编号形如 26-7KQ2M-9XTRD",
            ClaimNumberError::Check => "申报编号的校验位不符，可能输错了一位",
        };
        return Words::new(zh, text);
    }
    Words::same(text)
}

/// What the operating system said; nothing for an error that did not come from it.
fn chinese(error: &io::Error) -> Option<String> {
    let known = match error.kind() {
        ErrorKind::NotFound => "没有该文件或目录",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AlreadyExists => "文件已存在",
        ErrorKind::IsADirectory => "是目录，不是文件",
        ErrorKind::NotADirectory => "不是目录",
        ErrorKind::DirectoryNotEmpty => "目录不为空",
        ErrorKind::StorageFull => "磁盘空间不足",
        ErrorKind::QuotaExceeded => "超出磁盘配额",
        ErrorKind::FileTooLarge => "文件过大",
        ErrorKind::ReadOnlyFilesystem => "文件系统只读",
        ErrorKind::ResourceBusy => "文件正被占用",
        ErrorKind::InvalidFilename => "文件名无效",
        ErrorKind::BrokenPipe => "接收方已关闭",
        ErrorKind::ConnectionRefused => "连接被拒绝",
        ErrorKind::TimedOut => "超时",
        ErrorKind::UnexpectedEof => "文件不完整",
        _ => {
            return error
                .raw_os_error()
                .map(|code| format!("操作系统错误 {code}"));
        }
    };
    Some(known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_said_in_chinese_too() {
        let missing = std::fs::read("/nowhere/at/all").unwrap_err();
        let told = causes_of(&missing);
        assert_eq!(told.len(), 1);
        assert_eq!(&*told[0].zh, "没有该文件或目录");
        assert!(told[0].en.contains("No such file"), "{told:?}");
        // ELOOP has no kind of its own that is stable.
        let other = io::Error::from_raw_os_error(40);
        assert_eq!(&*causes_of(&other)[0].zh, "操作系统错误 40");
    }

    #[test]
    fn a_mistyped_number_is_explained_in_both_languages() {
        let told = causes_of(&ClaimNumberError::Check);
        assert!(
            told[0].zh.contains("校验位") && told[0].en.contains("mistyped"),
            "{told:?}"
        );
    }
}
