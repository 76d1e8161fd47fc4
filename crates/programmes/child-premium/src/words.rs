//! The words clerks write into the cells of a claims sheet, and what they mean. A word that is not here is a
//! finding for the importer; nothing is guessed from resemblance.

use crate::claim::{Assistance, PaidBy};
use domain::draft::{Proof, Relation};
use rows::words::{among, plain};

/// How the child is related to the member: `父子`, `长女`, `养子`, `监护`.
pub fn relation_word(cell: &str) -> Option<Relation> {
    let word = plain(cell);
    Relation::from_chinese(&word)
        .or_else(|| Relation::from_code(&word))
        .or_else(|| {
            among(
                &word,
                &[
                    (
                        "父子 父女 母子 母女 子 女 之子 之女 儿子 女儿 子女 孩子 长子 \
长女 次子 次女 三子 三女 四子 四女 独生子 独生女 独生子女 亲子 \
亲女 亲生子女 亲生子 亲生女 婚生子女 非婚生子女 大孩 一孩 二孩 \
三孩 大儿子 小儿子 大女儿 小女儿 二儿子 二女儿",
                        Relation::Birth,
                    ),
                    (
                        "养子 养女 收养 收养子女 养父子 养父女 养母子 养母女",
                        Relation::Adopted,
                    ),
                    ("继子 继女 继父子 继父女 继母子 继母女", Relation::Step),
                    ("被监护人 监护人 监护关系 寄养", Relation::Guardianship),
                    ("孙 孙子 孙女 祖孙 爷孙", Relation::Grandchild),
                    ("外孙 外孙女", Relation::DaughtersChild),
                    ("侄 侄子 侄女 侄儿", Relation::BrothersChild),
                    ("外甥 外甥女 甥女", Relation::SistersChild),
                ],
            )
        })
}

/// Who paid: `本人`, `配偶`, `家庭共济`, `单位代缴`.
pub fn paid_by_word(cell: &str) -> Option<PaidBy> {
    let word = plain(cell);
    PaidBy::from_chinese(&word)
        .or_else(|| PaidBy::from_code(&word))
        .or_else(|| {
            among(
                &word,
                &[
                    (
                        "会员 会员本人 职工本人 自己 个人 本人缴费 自缴",
                        PaidBy::Member,
                    ),
                    ("爱人 丈夫 妻子 夫 妻 配偶缴费", PaidBy::Spouse),
                    (
                        "共济 家庭共济账户 个人账户 个人账户共济 医保个人账户 个账共济 \
医保共济",
                        PaidBy::FamilyAccount,
                    ),
                    ("单位 工会 单位缴费 工会代缴 单位代扣", PaidBy::Unit),
                    (
                        "父亲 母亲 父 母 爸爸 妈妈 家长 孩子父亲 孩子母亲",
                        PaidBy::Parent,
                    ),
                    (
                        "祖父 祖母 祖父母 外祖父 外祖母 外祖父母 爷爷 奶奶 外公 外婆 姥姥 姥爷",
                        PaidBy::Grandparent,
                    ),
                    (
                        "微信 微信支付 微信缴费 支付宝 支付宝缴费 湘税社保 湘税社保app \
湘税社保小程序 税务大厅 办税大厅 办税服务厅 税务局大厅 电子税务局 网上缴费 线上缴费 \
手机缴费 云闪付",
                        PaidBy::Channel,
                    ),
                ],
            )
        })
}

/// What proves parentage: `出生医学证明`, `户口本`, `以前已核`.
pub fn proof_word(cell: &str) -> Option<Proof> {
    let word = plain(cell);
    Proof::from_chinese(&word)
        .or_else(|| Proof::from_code(&word))
        .or_else(|| {
            among(
                &word,
                &[
                    (
                        "出生证 出生证明 出生医学证 医学出生证明 出生证复印件 出生证明复印件",
                        Proof::BirthCertificate,
                    ),
                    (
                        "户口簿 户口薄 户口 户籍 居民户口簿 居民户口薄 居民户口本 户口页 户口本复印件 户口簿复印件",
                        Proof::HouseholdRegister,
                    ),
                    (
                        "已核 已审核 往年已核 以前已审 已备案 无需提供",
                        Proof::OnFile,
                    ),
                ],
            )
        })
}

/// Assisted enrolment: `无` or a status list; of several in one cell the better one counts (就高不就低).
pub fn assistance_word(cell: &str) -> Option<Assistance> {
    let cell = plain(cell);
    let words = cell
        .split(['、', ',', '，', ';', '；', '/', '+', '和'])
        .filter(|word| !word.is_empty());
    words
        .map(one_assistance)
        .try_fold(Assistance::None, |best, next| {
            next.map(|next| best.max(next))
        })
}

fn one_assistance(word: &str) -> Option<Assistance> {
    Assistance::from_chinese(word)
        .or_else(|| Assistance::from_code(word))
        .or_else(|| {
            among(
                word,
                &[
                    (
                        "否 没有 普通 普通居民 一般 一般人员 不属于 - ×",
                        Assistance::None,
                    ),
                    (
                        "低保 低保对象 最低生活保障对象 最低生活保障 防止返贫监测对象 \
防返贫监测对象 监测对象 低保边缘 低保边缘家庭 低保边缘家庭成员 \
最低生活保障边缘家庭成员 资助50% 50%",
                        Assistance::Half,
                    ),
                    (
                        "特困 特困人员 特困供养人员 孤儿 事实无人抚养儿童 重度残疾人 重度残疾 \
一级残疾 二级残疾 资助100% 100%",
                        Assistance::Whole,
                    ),
                ],
            )
        })
}

/// The member's wish: `同意`, `是`, `√`; a blank cell is no consent.
pub fn consent_word(cell: &str) -> Option<bool> {
    let word = plain(cell);
    if word.is_empty() {
        return Some(false);
    }
    among(
        &word,
        &[
            ("同意 是 √ ✓ ✔ 愿意 自愿 已同意 同意参保 y yes", true),
            ("不同意 否 × ✗ 不愿意 未同意 n no -", false),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_read_as_clerks_write_them() {
        for word in [
            "父子",
            "父女",
            "母子",
            "母女",
            "子",
            "女",
            "之子",
            "长女",
            "儿子",
            "女儿",
            "二孩",
            " 父 子 ",
            "子(长子)",
            "亲生",
        ] {
            assert_eq!(relation_word(word), Some(Relation::Birth), "{word}");
        }
        assert_eq!(relation_word("养女"), Some(Relation::Adopted));
        assert_eq!(relation_word("继子"), Some(Relation::Step));
        assert_eq!(relation_word("监护"), Some(Relation::Guardianship));
        assert_eq!(relation_word("寄养"), Some(Relation::Guardianship));
        assert_eq!(relation_word("孙女"), Some(Relation::Grandchild));
        assert_eq!(relation_word("外孙"), Some(Relation::DaughtersChild));
        assert_eq!(relation_word("侄子"), Some(Relation::BrothersChild));
        assert_eq!(relation_word("外甥女"), Some(Relation::SistersChild));
        assert_eq!(relation_word("朋友"), None);
        assert_eq!(relation_word(""), None);
    }

    #[test]
    fn of_several_statuses_the_better_one_counts() {
        assert_eq!(assistance_word(""), Some(Assistance::None));
        assert_eq!(assistance_word("无"), Some(Assistance::None));
        assert_eq!(assistance_word("低保对象"), Some(Assistance::Half));
        assert_eq!(
            assistance_word("最低生活保障边缘家庭成员"),
            Some(Assistance::Half)
        );
        assert_eq!(assistance_word("孤儿"), Some(Assistance::Whole));
        assert_eq!(assistance_word("低保对象、孤儿"), Some(Assistance::Whole));
        assert_eq!(
            assistance_word("重度残疾人(一级),低保边缘"),
            Some(Assistance::Whole)
        );
        assert_eq!(assistance_word("低保对象、不明"), None);
    }

    #[test]
    fn a_blank_or_crossed_wish_is_no_consent() {
        for word in ["同意", "是", "√", " 同 意 "] {
            assert_eq!(consent_word(word), Some(true), "{word}");
        }
        for word in ["", "否", "不同意", "×"] {
            assert_eq!(consent_word(word), Some(false), "{word}");
        }
        assert_eq!(consent_word("待定"), None);
    }

    #[test]
    fn payers_and_proofs_are_read_by_their_usual_words() {
        assert_eq!(paid_by_word("家庭共济"), Some(PaidBy::FamilyAccount));
        assert_eq!(paid_by_word("妻子"), Some(PaidBy::Spouse));
        assert_eq!(paid_by_word("朋友"), None);
        for word in ["户口簿", "户口薄", "户口本复印件"] {
            assert_eq!(proof_word(word), Some(Proof::HouseholdRegister), "{word}");
        }
        assert_eq!(proof_word("出生证"), Some(Proof::BirthCertificate));
        assert_eq!(proof_word("照片"), None);
    }

    #[test]
    fn the_channel_column_understands_what_clerks_write_there() {
        for word in ["微信", "支付宝", "湘税社保", "税务大厅", "湘税社保APP"] {
            assert_eq!(paid_by_word(word), Some(PaidBy::Channel), "{word}");
        }
        for word in ["父亲", "母亲"] {
            assert_eq!(paid_by_word(word), Some(PaidBy::Parent), "{word}");
        }
        for word in ["祖辈", "奶奶", "外公"] {
            assert_eq!(paid_by_word(word), Some(PaidBy::Grandparent), "{word}");
        }
    }

    #[test]
    fn the_template_s_own_words_and_codes_are_understood() {
        for value in Relation::ALL {
            assert_eq!(
                [relation_word(value.chinese()), relation_word(value.code())],
                [Some(*value); 2]
            );
        }
        for value in PaidBy::ALL {
            assert_eq!(
                [paid_by_word(value.chinese()), paid_by_word(value.code())],
                [Some(*value); 2]
            );
        }
        for value in Proof::ALL {
            assert_eq!(
                [proof_word(value.chinese()), proof_word(value.code())],
                [Some(*value); 2]
            );
        }
        for value in Assistance::ALL {
            assert_eq!(
                [
                    assistance_word(value.chinese()),
                    assistance_word(value.code())
                ],
                [Some(*value); 2]
            );
        }
    }
}
