name = 志愿活动
subject = 志愿服务
    .words = 志愿服务 | 志愿活动 | 志愿 | 活动 | 班次 | 报名
summary = 按班次招志愿者，记时长，开证明
kind = 志愿活动

command-volunteer = 志愿
    .words = 志愿 | 志愿者 | 志愿服务 | 志愿活动 | 活动 | 招募志愿者 | 招志愿者 | 排班
command-volunteer-example = 志愿 书市 周六 9-12点4人，13-16点4人
command-volunteer-brief = 招募志愿者，分班次报名
command-volunteer-help = 招募志愿者：写上活动名称，再写每个班次的时间和人数，例如“周六9-12点4人 收银，13-16点4人”。人数后面可以写岗位，或者“需要急救”。大家点一下就报名；名额满了排队候补，有人退出就按顺序问下一位。加“不候补”就不排队。加“签到码”就只能凭您出示的动态码签到、签退。“退出截止 48”表示提前几小时以内退出要通知组织者。“志愿 3”查看志愿活动 3。

command-my_hours = 我的志愿时长
    .words = 我的志愿时长 | 志愿时长 | 我的时长 | 我的服务时长 | 我的志愿时长是多少 | 我有多少时长 | 我有多少志愿时长
command-my_hours-example = 我的志愿时长
command-my_hours-brief = 看看自己的志愿时长
command-my_hours-help = 看看自己的志愿时长：已确认多少、待确认多少、最近做了什么。
command-signed_up = 谁报名了
    .words = 谁报名了 | 谁报名 | 谁报了名 | 都有谁报名 | 有谁报名 | 有哪些人报名 | 哪些人报名 | 谁没报名 | 谁还没报名 | 多少人报名 | 有多少人报名 | 几个人报名 | 报名名单 | 报名情况 | 报名的人 | 报了几个人 | 报了多少人 | 来了几个人报名
command-signed_up-example = 谁报名了
command-signed_up-brief = 活动报名情况
command-signed_up-help = 看看志愿活动每个班次报了多少人、还缺几个。名单只给组织者看。
field-which = 哪次活动
    .words = 哪次活动

command-hours = 补登时长
    .words = 补登时长 | 补登 | 补记时长 | 补录时长 | 时长登记
command-hours-example = 补登 小李 2.5小时 11月12日 整理图书
command-hours-brief = 补上忘了记的时长，看看哪些待确认
command-hours-help = 事后补登某人的时长：谁、多久、哪天、做了什么，例如“补登 小李 2.5小时 11月12日 整理图书”。补登的时长处处注明“补登”。一天超过8小时要再有一位组织者确认，超过12小时要有管理员确认。只发“补登”可以看待确认的时长。

command-certificate = 志愿证明
    .words = 志愿证明 | 志愿服务证明 | 服务证明 | 时长证明 | 查证明 | 核验证明 | 我的证明 | 我的志愿证明 | 开证明 | 开志愿证明
command-certificate-example = 志愿证明
command-certificate-brief = 开具志愿服务证明，或按编号核验
command-certificate-help = 把已确认的时长开成带编号的 PDF 证明：“志愿证明”，或只开某一年的“志愿证明 2026”。组织者可以按编号核验：“志愿证明 BCDF-2345”。

command-sign_out_here = 签退
    .words = 签退
command-sign_out_here-example = 签退
command-sign_out_here-brief = 从正在服务的班次签退
command-sign_out_here-help = 从您正在服务的班次签退，记下时长。凭签到码的发“签退 048213”。

command-my_skills = 我的特长
    .words = 我的特长 | 我的技能 | 我会
command-my_skills-example = 我的特长 急救、驾驶
command-my_skills-brief = 登记自己会什么、什么时候有空
command-my_skills-help = 登记自己会什么、什么时候有空，有的班次需要：“我的特长 急救、驾驶”。只发“我的特长”可以查看。

command-helpers = 志愿者名册
    .words = 志愿者名册 | 志愿者名单 | 志愿者登记 | 志愿者库
command-helpers-example = 志愿者名册 急救
command-helpers-brief = 看看谁会什么、谁服务了多久
command-helpers-help = 列出志愿者的特长、空闲时间和志愿时长，时长多的在前。“志愿者名册 急救”只列会急救的人。

# 各项，以及一句话里怎么写
field-title = 活动
    .words = 活动名称
field-title-ask = 什么活动要志愿者？例如“社区清扫”。
field-shifts = 班次
    .words = 班次
field-shifts-ask = 什么时间、要几个人？一行一个班次，例如“周六9-12点 4人 收银”。
field-place = 地点
    .words = 集合地点 | 地点 | 地址
field-place-ask = 在哪里？
field-waitlist = 候补
    .words = 候补排队
field-waitlist-ask = 名额满了，可以排队候补吗？
field-cutoff = 提前几小时可自行退出
    .words = 退出截止
field-cutoff-ask = 开始前多少小时以外可以自行退出、不用通知组织者？
field-remind = 提前提醒
    .words = 提前提醒 | 提醒时间 | 提前 | 提醒
field-remind-ask = 提前多久提醒报了名的人？例如“1天 2小时”。
field-name = 姓名
    .words = 姓名
field-name-ask = 是谁？写成员的姓名。
field-left-at = 离开时间
    .words = 离开时间
field-left-at-ask = 您几点离开的？例如“11点半”。
field-hours = 时长
    .words = 时长
field-hours-ask = 实际服务了多久？例如“2小时30分钟”或“2.5”。
field-reason = 原因
    .words = 原因 | 因为
field-reason-ask = 为什么更正？本人看得到。
field-said = 时长
    .words = 时长登记
field-said-ask = 谁、多久、哪天、做了什么？例如“小李 2.5小时 11月12日 整理图书”。
field-day = 日期
    .words = 日期
field-day-ask = 是哪天？例如“11月12日”。
field-what = 做了什么
    .words = 事由
field-what-ask = 做了什么、为什么补登？本人看得到。
field-why = 原因
    .words = 补登原因
field-why-ask = 为什么补登？本人看得到。
field-skills = 特长
    .words = 特长 | 技能
field-skills-ask = 您会什么？一行一项，例如“急救”。
field-availability = 空闲时间
    .words = 空闲时间 | 有空时间 | 空闲 | 有空
field-availability-ask = 您一般什么时候有空？例如“周末”。
field-wanted = 查找
    .words = 查找
field-wanted-ask = 找会什么的人？
mark-told-lead = 通知
    .words = 通知 | 请通知 | 通知大家 | 通知一下 | 大家好 | 各位好 | 各位老师 | 各位 | 大家 | 我们 | 咱们 | 定于 | 招募志愿者 | 招募
mark-waitlist = 候补
    .words = 候补 | 可候补 | 可以候补
mark-no-waitlist = 不候补
    .words = 不候补 | 不设候补 | 无候补
field-by-code = 凭签到码签到
    .words = 凭码签到
field-by-code-ask = 只能凭您出示的动态签到码签到、签退吗？
field-code = 签到码
    .words = 码
field-code-ask = 请输入组织者出示的六位签到码。
mark-by-code = 签到码
    .words = 签到码 | 凭签到码 | 凭码签到
mark-at = 在
    .words = 地点在 | 集合地点 | 地点 | 在
usual-ladder = 提前一天和两小时

# 卡片
marked = { $mark }{ $label }
when = { $when }
when-role = { $when } · { $role }
when-needs = { $when } · 需要{ $needs }
line = { $mark }{ $shift } · { $state }
line-waiting = { $line } · 候补 { $waiting } 人
count = { $taken ->
        [0] 还没有人报名
       *[other] 已报 { $taken } 人
    }
count-of = 已报 { $taken }／{ $places } 人
is-full = 已满 { $taken }／{ $places } 人
is-over = 已结束，到 { $came } 人
is-cancelled = 已取消
state-open = 报名中 · 开始{ $cutoff }前可自行退出
state-on = 进行中
state-closed = 报名已截止
state-over = 已结束
state-cancelled = 已取消
who-sees = 姓名：仅组织者可见 · 人数：所有人可见
sign-up = 报名
sign-up-full = 报名（已满，可候补）
wait = 排队候补
look = 查看
close = 截止报名
mark-others = 代签到
cancel-shift = 取消班次
cannot-come = 来不了
hours = 时长
export = 导出名单
back = 返回
who = { $how ->
        [booked] 已报名
        [offered] 待答复
       *[waiting] 候补
    }：{ $names }

# 给报名者的话
booked = 报名成功：{ $when }。临时有事的话，{ $until }前可以自行退出。
booked-late = 报名成功：{ $when }。马上就要开始了，要是来不了请点“来不了”，我会告诉组织者。
waits = 名额已满，您排第 { $nth } 位候补。有空位我会告诉您。
you-are-in = 您已报名。
waits-for = { $what }（{ $how ->
        [offered] 有空位留给您，请答复
       *[waiting] 候补中
    }）
you-wait = 您排第 { $nth } 位候补。
you-are-asked = 有空位留给您，请在{ $until }前答复。
left = 已退出：{ $when }。
left-late = 已退出：{ $when }。临近开始，已告诉组织者。
leave-begun = 这个班次已经开始了，请直接联系组织者。
not-in = 您没有报这个班次，没有改动。
shift-gone = 这个班次已经不在了。
overlaps = 这个时间您已经报了{ $title }（{ $when }）。请先退出那一个，或者选别的班次。
lacks = 这个班次需要{ $needs }。您要是会，发“我的特长 { $needs }”告诉我，再点一次。
barred = { $reason ->
        [full] 这个班次满了，也不设候补，没有记下。
        [begun] 这个班次已经开始了。您要是在现场，请点“签到”。
        [past] 这个班次已经结束了，没有记下。
        [cancelled] 这个班次已经取消了，没有记下。
        [closed] 报名已经截止，没有记下。
        [withdrawn] 这次志愿活动已经撤回，没有记下。
        [lapsed] 答复时间已过，名额给了下一位。再点一次可以重新排队。
       *[gone] 这个班次已经不在了。
    }

# 给组织者的话
left-title = { $name }来不了了：{ $title }
left-now = { $taken ->
        [0] 现在没有人来
       *[other] 还有 { $taken } 人来
    }，{ $waiting ->
        [0] 没有人候补
       *[other] 候补 { $waiting } 人
    }。

# 空位
offer-title = 有空位了：{ $title }
offer-until = 给您留到{ $until }，之后问下一位。
offer-take = 我来
offer-decline = 不来了
offer-over = { $how ->
        [booked] 您已报名：{ $title }
        [lapsed] 名额给了下一位：{ $title }
       *[withdrawn] 您没有报这个班次：{ $title }
    }
offer-settled = 这个空位已经处理过了。
offer-aloud = { $name }，{ $when }有空位了，{ $until }前点上面的“报名”就是您的。

unmet-title = 没有等到空位：{ $title }
unmet-thanks = 谢谢您一直候补。班次已经开始，不用再等了。
let-go-title = 这个名额让给别人了：{ $title }
let-go = 您的两个账号合并了，同一时间报了两处，先报的保留：{ $title }（{ $when }）。

# 结束和变动
result-over = 志愿活动结束：{ $title }
result-closed = 报名截止：{ $title }
result-cancelled = 活动取消：{ $title }
came = { $came ->
        [0] 没有人签到。
       *[other] 来了 { $came } 人，谢谢大家！
    }
moved = 有变动：{ $title }。已报名的照旧有效。
past = { $when }已经开始或者过去了，改到什么时候？
mend-fewer = 这里不能删班次。请用“取消班次”，报了名的人会收到通知。
mend-many = 连同已取消的，最多 { $most } 个班次。
mend-times = { $when }已有 { $count } 人报名。请取消这个班次，另加一个新时间的，他们会收到通知。
mend-places = { $when }已有 { $count } 人报名，名额不能比这更少。
cancel-title = 要取消这个班次吗？
cancel-tells = { $count ->
        [0] 还没有人报名。
       *[other] 报名和候补的 { $count } 人都会收到通知。
    }取消后不能恢复。
keep-shift = 先不取消
cancelled-before = 这个班次已经取消过了。
cancel-late = 这个班次已经结束，不能再取消。
shift-cancelled = 已取消：{ $when }。{ $count ->
        [0] 没有人报名。
       *[other] 已通知 { $count } 人。
    }
cancelled-title = 班次取消：{ $title }

# 签到、签退
sign-in = 签到
sign-out = 签退
sign-early = { $opens }开始签到，请到时再点。
signed-in = 已签到：{ $at }。走的时候请点“签退”，时长就记下了。
signed-before = 您已经签过到了。
here-since = 签到时间：{ $at }
was-here = 服务时长：{ $length }，组织者确认后算数。
was-here-counts = 服务时长：{ $length }，已确认，谢谢您！
not-here = 您现在没有签到在任何班次里，没有改动。
show-code = 出示签到码
not-signed-in = 还没有签到，没有改动。
signed-out = 辛苦了！时长已记下。
signed-out-before = 您已经签退过了。
sign-out-late = 签退时间已过，先按计划结束时间记，明早我会再问您一次。
walk-in-full = 这个班次满了。现场需要您的话，请组织者代您签到。
walk-in = 添加临时到场的人
marking = 已到 { $here } 人，{ $away ->
        [0] 都到齐了
       *[other] 还差 { $away } 人
    }。
mark-in = 签到 { $name }
mark-out = 签退 { $name }
marked-in = 已代{ $name }签到，名单上会注明。
marked-out = 已代{ $name }签退。
unmarked = 已撤销{ $name }的签到。
no-member = 这里没有叫“{ $name }”的人。新来的请先点一下卡片上的按钮，就算加入了。
two-of-a-name = 叫{ $name }的不止一位，是哪一位？{ $names }
forgot = 您几点离开的？
forgot-title = 您忘了签退：{ $title }
forgot-noted = 我先记到{ $until }，注明是估计的。要是走得早，请告诉我。
left-earlier = 我走得早…
left-noted = 已记下：{ $until }离开，仍注明是估计的。
no-moment = 没看懂“{ $typed }”是当天几点，可以写“11点半”。

# 时长
hours-title = 志愿时长：{ $title }
pending = 有 { $count } 条待确认。
no-hours-yet = 还没有记录。
confirm = 确认这 { $count } 条
correct = 更正时长
correct-name = 更正{ $name }…
entry = { $length }{ $origin ->
        [estimated] （估计）
        [corrected] （更正）
        [filled-in] （补登）
       *[signed-out] {""}
    }
entry-name = { $name }：{ $entry }
entry-reason = { $entry }，{ $reason }
entry-open = { $entry } · { $lacks ->
        [two] 待另一位组织者确认
        [admin] 待管理员确认
       *[one] 待确认
    }
entry-of = { $title }，{ $when }：{ $entry }
nothing-to-confirm = 没有待确认的时长。
confirmed = 已确认 { $count } 条，共{ $length }。
both = { $one }{ $two }
needs = { $lacks ->
        [admin] 一天超过12小时，要两位确认，其中一位是管理员
        [two] 一天超过8小时，还要另一位组织者确认
       *[one] 自己的时长要由别的组织者确认
    }，有 { $count } 条在等{ $asked ->
        [0] ；眼下没有别的人可以确认，请再设一位组织者。
       *[other] ，已请 { $asked } 人确认。
    }
approve-title = 有时长待确认
approve-over = { $confirmed ->
        [yes] 这条时长已确认
       *[no] 这条时长已撤回或更正
    }
approved-by = { $names }已确认，还差一位。
confirm-one = 确认
numbered = { $number }. { $what }
confirm-name = 确认{ $name }
desk = 志愿时长
confirmed-title = 已确认{ $length }：{ $title }，谢谢您！
in-all = 您累计服务{ $length }。
hours-settled = 这条时长已经确认或更正过了，请重新打开看看。
no-length = 没看懂“{ $typed }”是多久（最多24小时），可以写“2小时30分钟”或“2.5”。
fill-in = 补登时长…
filled = 已给{ $name }补登{ $length }：{ $title }，会注明是补登的。
filled-title = 给您补登了时长
unfilled = 已撤回{ $name }的{ $length }。
fill-who = 没看出是谁的时长。请把成员的姓名写在最前面，例如“补登 小李 2.5小时 11月12日 整理图书”；团队里有谁，发“成员”查看。没有记下。
fill-long = 是多久？例如“补登 小李 2.5小时 11月12日 整理图书”。没有记下。
fill-when = 是哪天？例如“补登 小李 2.5小时 11月12日 整理图书”。没有记下。
fill-what = 做了什么？请写在日期后面：“补登 小李 2.5小时 11月12日 整理图书”。没有记下。
fill-ahead = 这个班次还没开始，时长要事后才能补登。
fill-twice = { $name }的{ $title }已经有{ $length }了。要是不对，请更正那一条。
fill-day = { $name }{ $day }这一天会超过24小时，没有记下。
no-day = 没在“{ $typed }”里看到日期，可以写“11月12日”或“昨天”。没有记下。
day-ahead = { $day }还没到，补登只能补过去的日子。没有记下。
corrected = { $name }现在是{ $length }。原来那条已冲销，留在记录里。
corrected-title = 您的时长从{ $before }更正为{ $now }：{ $title }
because = 原因：{ $reason }
statement = 我的志愿时长
none-yet = 还没有记录。每次签退后会自动记下。
total = 已确认
this-year = 今年
in-year = { $year }年
tier = 星级
stars = { $stars ->
        [0] 还没有
        [1] ★☆☆☆☆
        [2] ★★☆☆☆
        [3] ★★★☆☆
        [4] ★★★★☆
       *[5] ★★★★★
    }{ $stars ->
        [0] ，再有{ $left }就是一星
        [5] {""}
       *[other] ，离下一星还有{ $left }
    }
waiting = 待确认
length = { $length }
and-more = 还有 { $count } 条

# 证明
certificate = 开证明
certifying = 证明会以 PDF 私下发给您，请到和我的私聊里查收。
certify-none = 还没有已确认的时长，开不了证明。组织者确认后就可以开了。
certificate-title = 志愿服务证明
certificate-name = 志愿服务证明 { $name }
certificate-text = 兹证明 { $name } 于{ $over ->
        [day] { $since }
       *[days] { $since }至{ $until }期间
    }，在“{ $team }”参加志愿服务 { $count } 次，累计服务时长{ $length }，明细如下。
certificate-stars = 累计时长达到{ $stars ->
        [1] 一
        [2] 二
        [3] 三
        [4] 四
       *[5] 五
    }星级志愿者标准。
certificate-day = 日期
certificate-note = 备注
certificate-sum = 合计
certificate-stamp = { $team }（盖章）
certificate-number = 编号：{ $serial }
certificate-check = 组织者给小秘发“志愿证明 { $serial }”即可核验。只列已确认的时长；“补登”为组织者事后登记。
certificate-lacking = 〓 表示无法打印的字符。
certificate-page = 第 { $page } 页，共 { $pages } 页
certificate-in = { $language ->
        [zh] 中文版
       *[en] In English
    }
certificate-period = 期间
certificate-issue = 开具日期
period = { $since }至{ $until }
calendar = { $year }年{ $month }月{ $day }日
check-title = 志愿服务证明 { $serial }
check-none = 这里没有开过编号为 { $serial } 的证明。请对照纸面逐个字母核对一下。
check-holds = 这份证明是在这里开具的，记录至今没有变化。
check-changed = 这份证明是在这里开具的，但之后有时长更正过：其中现在有效的是{ $length }。请让对方重新开一份。

# 特长
skills = 我的特长
skills-noted = 已记下。
skills-change = 修改…
skills-both = { $skills } · 有空：{ $availability }
skills-only = { $skills }
skills-when = 有空：{ $availability }
skills-none = 还没有登记特长
helpers = 志愿者名册
given-year = { $length }（今年{ $year }）
helper = { $name }：{ $given }{ $stars ->
        [0] {""}
        [1] {" "}★
        [2] {" "}★★
        [3] {" "}★★★
        [4] {" "}★★★★
       *[5] {" "}★★★★★
    } · { $skills }
carried = 今年 { $people } 人共服务{ $length }，其中一半出自 { $half } 人。
nobody-found = 没有找到人。大家可以发“我的特长 急救”来登记。

# 名单
exporting = 名单会私下发给您，请到和我的私聊里查收。
exported = “{ $title }”的名单。姓名仅供组织者查看。
sheet-people = 人员
sheet-ledger = 时长
column-shift = 班次
column-role = 岗位
column-name = 姓名
column-standing = 报名
column-since = 签到
column-until = 签退
column-how = 依据
column-entry = 序号
column-activity = 活动
column-day = 开始
column-minutes = 分钟
column-origin = 类别
column-reverses = 冲销序号
column-state = 状态
column-reason = 原因
column-entered = 记录时间
column-this-year = 今年分钟
column-stars = 星级
column-skills = 特长
column-availability = 空闲时间
standing = { $how ->
        [booked] 已报名
        [offered] 待答复
        [waiting] 候补
       *[withdrawn] 未报名
    }
how = { $how ->
        [tap] 本人签到
        [code] 签到码
        [marked] 组织者代签
        [walk-in] 临时到场
       *[estimated] 签退为估计
    }
origin = { $origin ->
        [signed-out] 签退
        [estimated] 估计
        [corrected] 更正
        [filled-in] 补登
       *[reversal] 冲销
    }
entry-state = { $state ->
        [open] 待确认
        [reversed] 已冲销
       *[confirmed] 已确认
    }
listed = { $items }

# 清单里
done = { $call } · { $how }

# 周报里怎么说
weekly = 志愿服务
measure = 确认的志愿时长
weekly-given = { $people } 人，共{ $hours }
weekly-what = 志愿服务时长
weekly-shift = 志愿活动：{ $title }
weekly-wanted = 志愿活动：{ $title }，还缺 { $count } 人
