name = 征文
subject = 征文
    .words = 征文 | 论文 | 文章 | 作业 | 心得 | 稿件 | 稿子
summary = 布置征文，收稿，给回执
kind = 征文

command-essay = 征文
    .words = 征文 | 发起征文 | 收论文 | 收作业 | 收心得 | 征集论文 | 征集文章 | 布置作业 | 布置论文 | 收文章
command-essay-example = 征文 读书笔记三 11月30日截止 不少于800字
command-essay-brief = 请大家交一篇文章
command-essay-help = 请大家在截止前交一篇文章。写上题目和截止日期；“不少于800字”定最少字数，“每人2篇”定篇数。迟交默认照收并标注，也可以写“逾期不收”或“迟交扣分”。“征文 3”查看征文 3。
command-submit = 交稿
    .words = 交稿 | 交作业 | 提交 | 投稿 | 交论文 | 交心得
command-submit-example = 交稿 读完这本书，我体会最深的是……
command-submit-brief = 交上您的文章
command-submit-help = 交上您的文章：把正文或链接写在后面，或者把文件私聊发给我。收到后给您回执，有编号和校验码；截止前可以换新版本。
command-owing = 谁没交
    .words = 谁没交 | 谁没有交 | 谁还没交 | 谁还没有交 | 还有谁没交 | 还有谁没有交 | 还差谁没交 | 哪些人没交 | 哪些人还没交 | 还有哪些人没交 | 谁交了 | 谁已经交了 | 都有谁交了 | 谁迟交 | 谁没提交 | 谁还没提交 | 未交名单 | 没交名单 | 没交的人 | 征文情况 | 交稿情况 | 论文情况 | 收了多少 | 交了多少 | 多少人交了
command-owing-example = 谁没交
command-owing-brief = 文章交得怎么样了
command-owing-help = 看看一次征文交得怎么样：交了的、迟交的、没交的。名单只给组织者看，其他人看到的是数目。同时有好几次征文，就加上题目：“谁没交 读书笔记三”。
field-which = 哪次征文
    .words = 哪次征文

# 各项，以及一句话里怎么写
field-title = 题目
    .words = 题目 | 主题
field-title-ask = 写什么？例如“读书笔记三”。
field-due = 截止
    .words = 截止时间 | 截止日期 | 截止到 | 截止至 | 截止 | 截至 | 交稿时间
field-due-ask = 什么时候截止？例如“11月30日”。
field-least = 最少字数
    .words = 不少于 | 至少 | 最少 | 不低于 | 字数不少于
field-least-ask = 最少多少字？
mark-words = 字
    .words = 字以上 | 字左右 | 字起 | 字
field-per-person = 每人篇数
    .words = 每人
field-per-person-ask = 每人交几篇？
field-late = 迟交
    .words = 迟交
field-late-ask = 迟交的怎么办？
late-refuse = 不收
late-flag = 照收，并标注
late-deduct = 照收，按天扣分
mark-late-refused = 逾期不收
    .words = 逾期不收 | 迟交不收 | 过期不收 | 过时不候
mark-late-flagged = 迟交照收并标注
    .words = 迟交照收 | 逾期照收
mark-late-deducts = 迟交扣分
    .words = 迟交扣分 | 逾期扣分
field-points = 每天扣分
    .words = 每天扣
field-points-ask = 每迟一天扣几分（满分100）？
field-floor = 最低分
    .words = 最低分
field-floor-ask = 扣到多少分为止（满分100）？
field-audience = 对象
    .words = 对象 | 面向
field-audience-ask = 要哪些人交？不填就是全员。
field-voluntary = 自愿
    .words = 自愿
field-voluntary-ask = 是自愿交吗？
mark-voluntary = 自愿
    .words = 自愿 | 自愿参加 | 自愿投稿
field-remind = 提前提醒
    .words = 提前提醒 | 提醒时间 | 提前 | 提醒
field-remind-ask = 截止前多久提醒还没交的人？例如“3天 1天”。
usual-ladder = 照常提醒
any-length = 不限
field-text = 正文
    .words = 正文 | 内容
field-text-ask = 把正文或链接贴在这里；如果是文件（docx、pdf、md、txt），请私聊发给我。
field-until = 延到
    .words = 延到 | 延期到 | 截止
field-until-ask = 给这个人延到什么时候？例如“12月3日”。

# 卡片
moment = { $at }
asked-of = 每人
asked = { $papers } 篇{ $least ->
        [0] {""}
       *[other] ，不少于 { $least } 字
    }
handed-in = 已交
counted = { $count ->
        [0] 还没有人交
       *[other] 已有 { $count } 人交
    }
counted-of = 应交 { $expected } 人，已交 { $count } 人
state-open = { $late ->
        [refuse] 逾期不收。
        [deduct] 迟交照收，每迟一天扣 { $points } 分，最低 { $floor } 分。
       *[flag] 迟交照收，会标注。
    }
state-over = { $late ->
        [refuse] 已经截止，获准延期的还可以交。
        [deduct] 已经截止。迟交照收，每迟一天扣 { $points } 分，最低 { $floor } 分。
       *[flag] 已经截止。迟交照收，会标注。
    }
state-closed = 已于{ $at }结束
who-sees = 文章：仅作者和组织者可见 · 人数：所有人可见
hand-in = 交稿
export = 打包导出
more-time = 延期…
your-papers = 您交的文章
more-papers = ……还有 { $count } 篇，导出里都有。
entry = { $name } · { $paper }
entry-noted = { $name } · { $paper } · { $notes }
note-waiting = 待确认
note-late = 迟交{ $days }天
note-alike = 与E-{ $number }有{ $share }%相似

# 交稿
received = “{ $essay }”的稿子收到了，{ $at }。正在读取，稍后私下给您回执。
as-paper = 作为稿件
none-open = 现在没有正在收稿的征文，什么都没有收下。
one-file = 请一次只发一个文件。刚才的没有收下。
which = 要交哪一次的？
which-for = “{ $name }”是交哪一次的？
which-paper = 您的篇数已经交齐了。“{ $name }”要替换哪一篇？
too-late = “{ $essay }”已于{ $due }截止，逾期不收，没有改动。需要延期请找组织者。
closed-since = “{ $essay }”已于{ $at }结束，不再收稿，刚才的内容没有收下。需要延期请找组织者。
is-paper = 要把“{ $name }”（{ $length } 字）作为“{ $essay }”的稿子交上去吗？
hand-this-in = 交上去
read-already = 已经读过了。

# 回执
paper = E-{ $number }
receipt = #E-{ $number }{ $counted ->
        [yes] { " · " }{ $length } 字
       *[no] {""}
    } · { $at } · 第{ $version }版{ $stage ->
        [reading] { " · 读取中" }
       *[other] {""}
    }
hash = SHA-256 校验码
late-by = 迟交{ $days }天{ $most ->
        [100] 。
       *[other] ，最高按 { $most } 分计。
    }
not-counted = 没能数出字数，组织者会人工查看。
may-replace = { $when ->
        [late] 还可以再交新版本，以最后一版为准，迟交天数也按最后一版算。
       *[in-time] 截止前可以再交新版本，以最后一版为准。
    }
withdraw = 撤回
not-taken = 没有收下：{ $name }
refused = { $why ->
        [same] 和您已经交的一模一样。
        [too-short] 只有 { $length } 字，要求不少于 { $least } 字。
        [too-large] 文件太大了。最大 20 MB、两百万字：可以去掉图片，或者另存为 PDF。
        [protected] 文件有密码，请去掉密码再发。
        [old] 这是旧版 Office 格式，请另存为 .docx 或 PDF。
        [unknown] 这种文件我读不了。可以收 Word（.docx）、PDF、Markdown 和纯文本。
        [broken] 文件打不开，可能损坏或不完整。请重新保存后再发一次。
        [too-slow] 读取太久了。请另存为 PDF 或纯文本再发。
       *[gone] 没能取到文件，聊天平台上已经没有了。请再发一次。
    }
nothing-stands = 所以您现在还算没交。
stands = 您之前交的 E-{ $number } 第{ $version }版仍然有效。
taken-back = E-{ $number } 已撤回。{ $when ->
        [late] 还可以再交，算迟交。
       *[in-time] 截止前可以再交。
    }
given-again = E-{ $number } 重新有效。
back-late = 已经截止，不能再撤回。
back-already = 已经撤回过了。

# 延期
extend-whom = “{ $essay }”给谁延期？
has-time = { $name }：延到{ $until }
not-offered = 还没交的还有：{ $names }
extend-early = 延期时间要晚于{ $due }，而且不能是已经过去的时间。
extend-closed = 这次征文已经结束，请先重新开放。
not-member = 这个人不在本团队。
extended-note = 已给{ $name }延到{ $until }，并通知了本人。
extended = “{ $essay }”给您延期了，延到{ $until }。

# 发起人和组织者的操作
past = { $at }已经过去了，改到什么时候？
mend-roll = 征文对象在发布时就固定了，不能再改。请重新发一个。
not-over = 还没有截止。
exporting = 名单和文章会打包私下发给您，请到和我的私聊里查收。
exported = “{ $title }”的名单和文章，仅供组织者查看。
file-name = 征文{ $number } { $title }
heading-name = 姓名
heading-paper = 编号
heading-version = 版本
heading-at = 交稿时间
heading-length = 字数
heading-late = 迟交天数
heading-most = 最高计分
heading-alike = 相似情况
heading-source = 形式
heading-hash = SHA-256 校验码
missing-paper = 未交
source = { $source ->
        [file] 文件
        [link] 链接
       *[text] 文字
    }

# 大家看到的
result-title = { $closed ->
        [yes] 征文结束：{ $title }
       *[no] 征文截止：{ $title }
    }
still-taken = { $late ->
        [deduct] 迟交照收，每迟一天扣 { $points } 分。
       *[flag] 迟交照收，会标注。
    }
moved = 有变动：{ $title }。已经交的照旧有效。

# 清单里
done = { $call } · { $papers }

# 周报里怎么说
weekly = 征文
weekly-papers = { $count } 篇
weekly-in = 《{ $title }》收到 { $papers }
weekly-what = 《{ $title }》收稿
weekly-due = 征文《{ $title }》截止
