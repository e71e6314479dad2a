# 团队：团队的群、各种码、同一个人的多个账号、部署的主人。
name = 团队
subject = 团队
summary = 团队的群和成员，绑定您在别的平台的账号

command-team = 团队
    .words = 团队 | 我们团队 | 查看团队
command-team-example = 团队
command-team-brief = 看看团队有哪些群，怎么再加一个群
command-team-help = 查看团队有哪些群、多少人。组织者可以发“团队码”拿一个码，在另一个群里发“加入”加上这个码，就能把那个群加进来，哪个平台都行；在群里发“退出团队”，这个群就退出团队。
command-team_code = 团队码
    .words = 团队码 | 群码
command-team_code-example = 团队码
command-team_code-brief = 拿一个码，把另一个群加进团队
command-team_code-help = 私下给组织者一个码。在另一个群里发“加入”加上这个码，那个群就申请加入；组织者同意后生效。
command-team_new = 建组
    .words = 建组 | 新建团队 | 建团队 | 创建团队
command-team_new-example = 建组 象棋社
command-team_new-brief = 把还没有团队的群建成一个团队
command-team_new-help = 把当前的群建成一个团队。只有部署的主人可以操作；不写名字就用群名。
command-team_leave = 本群退出团队
    .words = 退出团队 | 本群退出团队 | 群退出团队
command-team_leave-example = 退出团队
command-team_leave-brief = 让这个群退出团队
command-team_leave-help = 让当前的群退出团队，会先确认一次。仅组织者可用。
command-join = 加入团队
    .words = 加入 | 加入团队
command-join-example = 加入 BCDF-2345
command-join-brief = 用码把这个群加进团队
command-join-help = 把当前的群加进一个团队。码由那个团队的组织者在自己群里发“团队码”得到。
command-link = 绑定账号
    .words = 绑定 | 绑定账号 | 关联账号
command-link-example = 绑定
command-link-brief = 两个平台上的账号合成一个人
command-link-help = 私下给我发“绑定”，会得到一个码；用另一个账号私下发“绑定”加这个码，再回来确认。以后不管用哪个账号，都算同一个人、同一份回答。发“解绑”可以让账号重新独立。
command-unlink = 解绑账号
    .words = 解绑 | 解除绑定 | 取消绑定
command-unlink-example = 解绑
command-unlink-brief = 让这个账号重新独立
command-unlink-help = 让当前账号重新成为独立的人。之前的回答留在原来那个人名下。
command-owner = 认领
    .words = 认领 | 认领主人
command-owner-example = 认领 BCDF-2345-GHJK
command-owner-brief = 用启动时的码成为主人
command-owner-help = 成为这套小秘的主人。还没有主人时，启动的地方会显示一个码，请私下发给我。
command-take_over = 接管团队
    .words = 接管团队 | 接管
command-take_over-example = 接管 象棋社
command-take_over-brief = 没人管的团队，由部署的主人接管
command-take_over-help = 团队没人管了，部署的主人可以接管，成为管理员：在那个群里发，或者私下发“接管”加团队名。还有管理员联系得上的，会先私下问他们，并在主群说明；三天内有管理员说还在管，就不接管。接管会在主群说明，并记录在案。只有部署的主人可以操作。

command-term = 学期
    .words = 学期 | 设置学期
command-term-example = 学期 2025秋 9月1日至1月18日
command-term-brief = 设置学期从哪天到哪天
command-term-help = 用名称、第一天和最后一天设置团队的学期，这样“第三周”之类的时间才读得懂。后面写“所有团队”就对全部团队有效，只有主人可以。只发“学期”会列出现有的学期。
command-category = 类别
    .words = 类别 | 人员类别
command-category-example = 类别 预备党员 无表决权
command-category-brief = 建一个人员类别，有或没有表决权
command-category-help = 建一个人员类别，默认有表决权，后面写“无表决权”就没有。只发“类别”会列出类别和标签。仅组织者可用。

field-term = 学期
    .words = 学期
field-house = 所有团队
    .words = 所有团队
mark-house = 所有团队
    .words = 所有团队 | 全部团队 | 全校
field-category = 类别
    .words = 类别
field-votes = 有表决权
    .words = 表决权
mark-votes = 有表决权
    .words = 有表决权 | 有投票权
mark-no-vote = 无表决权
    .words = 无表决权 | 没有表决权 | 无投票权 | 没有投票权 | 不表决
command-members = 成员
    .words = 成员 | 成员列表 | 人员 | 查看成员 | 成员有哪些 | 有哪些成员 | 设为组织者
command-members-example = 成员
command-members-brief = 团队里的人，可按类别、标签看
command-members-help = 列出团队里的人；“成员 预备党员”只看某个类别或标签，“成员 王伟”看一个人、改他的信息。仅组织者可用。
command-leave_team = 离开团队
    .words = 离开团队 | 我要退出 | 我要离开 | 离队 | 我退出
command-leave_team-example = 我要退出
command-leave_team-brief = 自己离开团队
command-leave_team-help = 自己离开团队，会先确认一次。还没办的不用再办，已经回答的保留。
command-i_am = 我是……
    .words = 我是 | 我叫
command-i_am-example = 我是 王伟
command-i_am-brief = 说明您是名单上的哪一位
command-i_am-help = 说明您是团队名单上的哪一位，由组织者确认。
command-my_settings = 我的设置
    .words = 我的设置 | 我的 设置 | 设置 | 个人设置
command-my_settings-example = 我的 语言 中文
command-my_settings-brief = 自己的语言、时区和免打扰时间
command-my_settings-help = 查看自己的语言、时区和免打扰时间。发“我的 语言 中文”“我的 时区 柏林”“我的 免打扰 22:00-8:00”来修改。
command-team_settings = 团队设置
    .words = 团队设置 | 设置团队
command-team_settings-example = 团队设置 加入方式 仅限成员
command-team_settings-brief = 团队的名称、语言、时区、加入方式和免打扰时间
command-team_settings-help = 查看团队的设置。发“团队设置 时区 北京”“团队设置 加入方式 仅限成员”之类来改一项。仅管理员可用。
command-reminder_settings = 提醒设置
    .words = 提醒设置 | 提醒 设置 | 设置提醒 | 团队提醒
command-reminder_settings-example = 提醒设置 发布时、提前1天、提前2小时
command-reminder_settings-brief = 团队的提醒什么时候发、每天最多几条
command-reminder_settings-help = 查看团队的提醒什么时候发、每人每天最多几条、什么时间不打扰。发“提醒设置 发布时、过半、提前1天、提前2小时、截止时”改时间，发“提醒设置 每天1条”改条数，发“提醒设置 免打扰 22:00-8:00”改免打扰时间；写“默认”恢复默认，写“不提醒”就不自动发。改了马上生效，进行中的事也一样。发“提醒 预览”看接下来会提醒谁。仅组织者可用。
command-room_use = 本群用途
    .words = 本群用途 | 群用途 | 本群
command-room_use-example = 本群用途 委员会
command-room_use-brief = 说明这个群是做什么用的
command-room_use-help = 说明这个群的用途：在主群发起的事会出现在团队所有主群；在委员会群或单独使用的群里发起的，只在那里。仅组织者可用。

field-whom = 谁
    .words = 谁
field-member-name = 姓名
    .words = 姓名
field-tags = 标签
    .words = 标签
field-since = 加入日期
    .words = 加入日期 | 入党日期
field-birthday = 生日
    .words = 生日
field-phone = 手机（后四位）
    .words = 手机
field-role = 角色
    .words = 角色
field-setting = 设置项
    .words = 设置项
field-language = 语言
    .words = 语言
field-zone = 时区
    .words = 时区
field-quiet = 免打扰时间
    .words = 免打扰时间 | 免打扰 | 勿扰
field-entry = 加入方式
    .words = 加入方式 | 加入
field-ladder = 什么时候提醒
    .words = 什么时候提醒 | 何时提醒 | 提醒时间 | 提醒时机 | 提醒
field-ladder-ask = 什么时候提醒？例如：发布时、过半、1天、2小时、截止时；不要就写“不提醒”
field-a-day = 每人每天
    .words = 每人每天 | 每天最多 | 每天 | 每日
field-a-day-ask = 每人每天最多私下提醒几条？0 就是不提醒
field-day-end = 下班时间
    .words = 下班时间 | 下班
field-tail = 手机后四位
    .words = 手机后四位
field-purpose = 用途
    .words = 用途
mark-main = 主群
    .words = 主群 | 大群
mark-committee = 委员会
    .words = 委员会 | 支委会 | 委员群
mark-other = 单独使用
    .words = 单独使用 | 单独 | 其他
purpose-ask = 询问
purpose-main = 主群
purpose-committee = 委员会
purpose-other = 单独使用
entry-open = 开放
    .words = 开放 | 谁都可以
entry-closed = 仅限成员
    .words = 仅限成员 | 关闭 | 封闭
field-team-name = 团队
    .words = 团队
field-code = 码
    .words = 码 | 编码
field-name = 名称
    .words = 名称 | 名字 | 叫

# 团队
title = 团队“{ $team }”
members = { $count ->
        [0] 还没有成员
       *[other] { $count } 名成员
    }
rooms = 群
room = { $room }（{ $connection }）{ $purpose ->
        [main] {""}
        [committee] {" "}· 委员会
       *[other] {" "}· 单独使用
    }
rooms-more = 还有 { $count } 个群
another-room = 再加一个群

# 给要码的人
code-title = { $kind ->
        [room] 想加哪个群，就在那个群里发：
       *[person] 用您的另一个账号私下给我发：
    }
code-typed = { $kind ->
        [room] 加入 { $code }
       *[person] 绑定 { $code }
    }
code-how = { $kind ->
        [room] 然后我会在这里问是否同意。码只给团队里的人。
       *[person] 然后我会在这里问您是不是本人。码不要给任何人看。
    }
code-until = 只能用一次，{ $at }前有效。
code-over = { $state ->
        [typed] 这个码已经有人发了。
        [asked] 这个码已经有人发了。
        [taken] 这个码已经用过了。
        [refused] 这个码已经用过，没有通过。
       *[void] 这个码已经失效。{ $kind ->
            [room] 发“团队码”可以拿新的。
           *[person] 发“绑定”可以拿新的。
        }
    }
code-elsewhere = 请在团队的群里发“团队码”，或者私下发给我。

# 码不对
code-unknown = 没有这个码，请逐个字符核对一下。码里没有元音字母，也没有 0 和 1。
code-unknown-last = 没有这个码，已经错了五次。请等 { $minutes } 分钟再试。
code-wait = 您输错的次数太多了，{ $at }以后可以再试。
code-other = { $kind ->
        [room] 这是给群用的码：请在要加入的群里发“加入”和这个码。
        [person] 这是绑定账号的码：请私下给我发“绑定”和这个码。如果被别人看到了，请换一个新的。
       *[owner] 这是认领用的码：请私下给我发“认领”和这个码。如果被别人看到了，请重新启动换一个。
    }
code-own = 这是您自己的码。请换另一个账号，在那边和我的私聊里发。
code-gone = { $why ->
        [late] 这个码过期了，请重新要一个。
       *[used] 这个码已经用过，只能用一次。请重新要一个。
    }

# 另一个群申请加入
join-where = 请到要加入的群里发“加入”和码，这里只有您和我。
join-how = 请把码写在后面，例如“加入 BCDF-2345”。码由组织者在团队的另一个群里发“团队码”得到。
join-asked = 已经问了团队的组织者。有人同意后，这个群就属于那个团队。
join-unbacked = 这个码已经失效：要码的人不再是组织者，或者那个群已经退出。请找组织者重新要一个。
has-team = 这个群已经属于团队“{ $team }”。要换团队，请先让组织者在这里发“退出团队”。
request = “{ $room }”（{ $connection }）申请加入团队，码是{ $name }在那边发的。
request-means = 同意之后，新的投票和点名也会出现在那个群，那边的回答一起统计。已经开始的不变。
request-settled = { $state ->
        [taken] “{ $room }”（{ $connection }）已加入团队，由{ $name }同意。
       *[refused] “{ $room }”（{ $connection }）没有加入，由{ $name }拒绝。
    }
request-late = “{ $room }”（{ $connection }）曾申请加入团队，申请已经过期。可以用新的码再申请。
request-over = 这件事已经处理过了，或者已经过期，什么都没有改动。
admit = 同意
refuse = 拒绝
admitted = “{ $room }”已加入团队。
admit-late = 那个群刚刚加入了别的团队，什么都没有改动。
refused = 已拒绝，那个群保持原样。
joined = 这个群现在属于团队“{ $team }”。
joined-means = 新的投票和点名会同时出现在{ $rooms }，每人只算一次。之前开始的不变。两边都有账号的话，请私下给我发“绑定”。
not-admitted = 团队的组织者没有同意这个群加入。

# 退出
leave-where = 请到要退出的群里发“退出团队”，不是在这里。
leave-title = 让“{ $room }”退出团队“{ $team }”吗？
leave-means = 团队以后的事不再出现在这里。这里还没结束的照旧，到结束前都算数。
leave-last = 这是团队唯一的群。退出之后，组织者还可以私下发“团队码”，把别的群加进来。
leave = 退出团队
left-already = “{ $room }”现在不属于任何团队。
left = 这个群已退出团队“{ $team }”。
left-means = 这里还没结束的到结束前都算数。想回来的话，用“团队码”得到的码可以重新加入。

# 新团队
new-where = 请到要建团队的群里发“建组”，不是在这里。
new-made = 建好了，您是管理员。
welcome = 大家好！我是小秘，来给“{ $team }”当秘书：问谁来、发投票、数票数，都交给我。
welcome-try = 试试看，把这一行发给我：
welcome-elsewhere = 团队在别的群已经有我了？那就在这里发“加入”，加上那边用“团队码”得到的码。
welcome-language = English works as well: “help”, or “poll Lunch? Rice / Noodles”.
welcome-help = 你能做什么？

# 同一个人的多个账号
link-where = { $given ->
        [0] 请私下给我发“绑定”，码只能您自己看到。
       *[other] 码要私下发给我。这里别人看得到，所以已经作废，请重新要一个。
    }
link-asked = 就差一步：请回到 { $connection } 上的账号“{ $name }”，在和我的私聊里确认。
linked-already = 这两个账号已经绑定过了，您就是同一个人。
both = 现在这个账号，和 { $connection } 上的“{ $name }”，都是您本人的吗？
both-means = 绑定以后就是同一个人：谁用那个账号，说的话、做的回答都算您的。码要是别人给的，请选“不是”。
both-mine = 都是我的
not-mine = 不是
both-over = { $state ->
        [asked] 您说 { $connection } 上的“{ $name }”也是您本人。
        [taken] { $connection } 上的“{ $name }”也是您，已经绑定。
        [refused] { $connection } 上的“{ $name }”不是您，没有绑定。
       *[typed] 没有及时确认，和 { $connection } 上的“{ $name }”没有绑定。可以在那边发“绑定”重新开始。
    }
not-both = 没有绑定，这个码也作废了。
claim = { $connection } 上的{ $name }说是您本人。
claim-means = 如果那是您的账号，请确认：以后算同一个人、同一份回答。两边都回答过的，以较晚的那次为准。
is-me = 是我本人
is-not-me = 不是我
claim-over = { $state ->
        [taken] { $connection } 上的{ $name }就是您，已经绑定。
        [refused] { $connection } 上的{ $name }不是您，没有绑定。
       *[asked] { $connection } 上的{ $name }说是您本人，但没有及时确认。发“绑定”可以重新开始。
    }
linked = 绑定好了，您现在是同一个人：{ $name }。不管用哪个账号，都只算一份回答。
not-linked = 没有绑定。有人拿到了您的码，新的码请不要给别人看。
link-refused = 另一边说不是同一个人，没有绑定。
counts = 您在两个账号上都回答过，以晚的那次为准：
counts-change = 如果不对，重新回答一次就行。
unlink-where = 请用要独立出来的那个账号，私下给我发“解绑”。
unlink-alone = 这个账号没有和别的账号绑定。
unlinked = 这个账号从现在起独立了。之前的回答留在另一个账号名下。

# 部署的主人
owner-where = { $given ->
        [0] 请私下给我发“认领”和码。
       *[other] 这个码要私下发给我。这里别人看得到，所以已经作废。重新启动后会显示新的码。
    }
owner-how = 请把码写在后面，例如“认领 BCDF-2345-GHJK”。还没有主人时，启动的地方会显示这个码。
owner-done = 您现在是这套小秘的主人。在还没有团队的群里发“建组”，就能建一个团队。
takeover = 接管“{ $team }”
takeover-which = 要接管哪个团队？
takeover-means = 还有管理员联系得上的，会先问他们，{ $days } 天内说还在管的，就不接管。主群里会说明，并记录在案。
takeover-none = { $named ->
        [0] 这里没有别的团队了。
       *[other] 没有叫这个名字、您还没管的团队。私下给我发“接管”，可以看到全部。
    }
takeover-yours = 您已经是“{ $team }”的管理员了。
takeover-asked = 已经问了“{ $team }”的管理员，主群里也说了。没有管理员说还在管的话，{ $at }起由您管理。
takeover-wish = { $name }（这套小秘的主人）觉得“{ $team }”没人管了，想接管。
takeover-unless = 管理员如果还在管，请点下面的按钮；没有人点的话，{ $at }起由{ $name }担任管理员。
takeover-settled = { $leads ->
        [0] “{ $team }”还是由原来的管理员管理，{ $name }没有接管。
       *[other] { $name }现在是“{ $team }”的管理员。
    }
takeover-over = 这件事已经处理过了。
still-led = 我们还在管
still-led-note = 好的，一切照旧。
taken-over = “{ $team }”没人管了，从现在起由{ $name }（这套小秘的主人）管理。
taken-over-means = 进行中的事照常。管理员可以再指定别人：发“成员 姓名”。
taken-over-note = 您现在是“{ $team }”的管理员，主群里已经说明。发“成员”可以再指定别人。
owner-code = 这套小秘还没有主人。谁私下给它发这一句，谁就是主人：认领 { $code }

# 类别、标签、学期
categories = “{ $team }”的类别
category-line = { $name } · { $votes ->
        [0] 无表决权
       *[other] 有表决权
    } · { $count } 人
category-none = 还没有类别。发“类别 正式党员”可以建一个；后面写“无表决权”，就只统计、不表决。
category-set = { $votes ->
        [0] “{ $name }”现在是没有表决权的类别。
       *[other] “{ $name }”现在是有表决权的类别。
    }
category-vote = { $name }：{ $votes ->
        [0] 给表决权
       *[other] 取消表决权
    }
category-drop = { $name }：删除
category-dropped = 这个类别已删除。
category-gone = 这个类别已经删除了。
category-used = 还有人属于这个类别，请先给他们换一个。
group-name = “{ $name }”不能做类别或标签的名称：最多 { $most } 个字，不能有逗号、顿号和斜杠。
tags = 标签
tag-line = { $name } · { $count } 人
terms = “{ $team }”的学期
term-line = { $name }：{ $starts }至{ $ends }
term-none = 还没有设置学期。
term-how = 这样设置：“学期 2025秋 9月1日至1月18日”。
term-set = 记下了：{ $name }从{ $starts }到{ $ends }。
term-drop = 删除“{ $name }”
term-dropped = “{ $name }”已删除。
term-gone = 这个学期已经删除了。

# 成员
members-of = “{ $team }”的成员
members-who = “{ $team }”的成员：{ $whom }
members-shown = { $total ->
        [0] 没有人。
       *[other] 第 { $start } 到 { $last } 位，共 { $total } 位
    }
members-none = 团队里没有叫“{ $whom }”的人，也没有这个类别或标签。
member-line = { $name }{ $count ->
        [0] {""}
       *[other] {" "}· { $details }
    }
role = { $role ->
        [guest] 访客
        [member] 成员
        [organiser] 组织者
       *[admin] 管理员
    }
unclaimed = 还没上线
back = 上一页
forward = 下一页
day = { $at }
member-category = { $category }{ $votes ->
        [0] （无表决权）
       *[other] {""}
    }
accounts = 账号
account-count = { $count ->
        [0] 还没有，本人没来过
       *[other] { $count } 个
    }
member-edit = 修改
make = { $role ->
        [member] 设为普通成员
        [organiser] 设为组织者
       *[admin] 设为管理员
    }
member-remove = 移出团队
member-forget = 清除此人
member-gone = 这个人已经不在团队里了。
member-mended = { $name }的信息已更新。{ $elsewhere ->
        [0] {""}
       *[other] 姓名、生日和手机尾号各团队共用，另外{ $elsewhere }个团队里也跟着改了。
    }
no-category = 没有“{ $name }”这个类别。{ $count ->
        [0] 发“类别 { $name }”可以建。
       *[other] 现有：{ $known }。发“类别 { $name }”可以建。
    }
day-how = “{ $typed }”读不出是哪天，请写成 2021-06-01。
role-set = { $name }现在是{ $role ->
        [guest] 访客
        [member] 普通成员
        [organiser] 组织者
       *[admin] 管理员
    }。
role-yours = 您现在是“{ $team }”的{ $role ->
        [guest] 访客
        [member] 成员
        [organiser] 组织者
       *[admin] 管理员
    }。
last-admin = 团队里没有别的管理员了。请先指定一位，再来操作。
successors = 请谁来当管理员？
successors-how = 选别人的话，发“成员 姓名”，里面有“设为管理员”。
leave-ask = 离开团队“{ $team }”吗？
leave-what = 团队里等您办的事都不用再办；已经做过的回答保留、照样算数。
leave-yes = 离开团队
left-team = 您已离开团队“{ $team }”。
leave-done = { $count ->
        [0] 您已离开团队。
       *[other] 您已离开团队，这些不用再办了：{ $closed }。
    }
has-left = { $name }离开了团队“{ $team }”。{ $count ->
        [0] {""}
       *[other] 有 { $count } 件进行中的事不再等这个人回答。
    }
remove-ask = 把{ $name }移出团队吗？
remove-what = 等这个人办的事都不再等；已经做过的回答保留、照样算数。
remove-yes = 移出
removed = { $count ->
        [0] { $name }已不在团队里。
       *[other] { $name }已不在团队里，这些不再等这个人：{ $closed }。
    }
taken-back = { $name }又回到团队了。
forget-ask = 清除{ $name }的信息吗？
forget-goes = 会清除：姓名、{ $accounts ->
        [0] 生日、手机尾号
       *[other] { $accounts } 个账号、生日、手机尾号
    }。
forget-stays = { $records ->
        [0] 其他什么都没有保留。
       *[other] 团队记录里的 { $records } 条保留，但不再有姓名。
    }
forget-once = 清除后无法恢复。
forget-yes = 清除
forgotten = 已清除姓名，人数统计不变。
forget-oneself = 要清除自己的信息，请发“忘记我”。
forget-elsewhere = { $name }还在别的团队，或者是这套小秘的主人。本人可以发“忘记我”。

# 谁是谁
who-are-you = 您是下面哪一位？
who-means = 团队名单上有些名字还没有人认领。组织者确认后，您就可以参加了。
who-type = 输入姓名……
who-where = 请在团队的群里发“我是”加上姓名。
who-tail = 有好几位叫“{ $name }”，请填您手机的后四位来区分；不清楚的话请联系组织者。
who-taken = 这个名字已经有人认领了。如果不对，请联系组织者。
who-member = 您已经在团队里了。
who-asked = 已经问了组织者，确认后我会告诉您，就可以参加了。
who-unasked = 记下了，但现在没有组织者能收到私信，请直接跟他们说一声。
who-refused-before = 组织者不久前没有同意，请直接联系他们。
claims = { $listed ->
        [0] { $account }想加入团队，名单上没有这个人。
       *[other] { $account }说自己是名单上的{ $name }。
    }
claim-yes = { $listed ->
        [0] 同意加入
       *[other] 是本人
    }
claim-no = 不是
claimed = { $state ->
        [admitted] { $listed ->
            [0] { $account }已加入。
           *[other] { $account }就是{ $name }，已确认。
        }
       *[refused] { $account }没有通过。
    }
claim-done = { $name }可以参加了。
claim-refused = 已拒绝，对方一天后可以再问。
welcome-member = 您已加入“{ $team }”，名单上是{ $name }。发“我的”看看有什么要办的。

# 设置
mine = 我的设置
mine-how = 也可以直接发：“我的 语言 中文”“我的 时区 柏林”“我的 免打扰 22:00-8:00”“我的 免打扰 无”。
as-team = 跟团队一样
as-usual = 默认
settings = “{ $team }”的设置
habits = “{ $team }”的提醒
habits-form = 提醒设置
habits-more = 提醒…
habits-preview = 接下来提醒谁？
habits-how = 也可以直接发：“提醒设置 发布时、提前1天、提前2小时”“提醒设置 每天1条”“提醒设置 免打扰 22:00-8:00”，写“默认”恢复默认。某次会议、投票单独写了“提前1天提醒”的，按它自己的来；自己设了免打扰的人，按自己的来。
habits-noted = 记下了，马上生效，进行中的事也按新的来。
ladder = { $rungs }
ladder-never = 不自动提醒，有人点“提醒一下”才发
rung = { $rung ->
        [opening] 发布时
        [half] 时间过半而回复不到一半时
       *[closing] 截止时
    }
rung-ahead = 截止前{ $length }
ladder-how = 看不懂“{ $typed }”是什么时候提醒。可以写“发布时、过半、1天、2小时、截止时”，最多八个，提前5分钟到60天；写“默认”恢复默认，写“不提醒”就不自动发。设置没有改动。
ladder-opening = 发布时
    .words = 发布时 | 一发布 | 发出时 | 发布
ladder-half = 过半
    .words = 时间过半 | 过半时 | 过半 | 中途 | 一半
ladder-closing = 截止时
    .words = 截止时 | 到截止 | 结束时 | 到点
ladder-usual = 默认
    .words = 默认 | 恢复默认 | 照常
ladder-none = 不提醒
    .words = 不提醒 | 不用 | 不要 | 无 | 没有 | 关闭 | 不发
ladder-filler = 提前
    .words = 截止前 | 结束前 | 提前 | 之前 | 各提醒一次 | 提醒一次 | 提醒 | 各一次 | 前 | 和 | 与 | 及
a-day = { $most ->
        [0] 不私下提醒
       *[other] 最多 { $most } 条
    }
a-day-how = “{ $typed }”不是每天的条数，请写 0 到 { $most }，或者“默认”。设置没有改动。
of-one-matter = 同一件事
of-one-matter-most = 每人最多 { $most } 次
settings-how = 也可以直接发：“团队设置 时区 北京”“团队设置 加入方式 仅限成员”“团队设置 免打扰 22:00-8:00”。
settings-change = 修改
settings-noted = 记下了。
setting-unknown = 没有这项设置。可以改语言、时区、免打扰；团队还可以改名称、加入方式、下班时间；提醒请发“提醒设置”。
language-en = English
    .words = English | en | 英文 | 英语
language-zh = 中文
    .words = Chinese | zh | 中文 | 汉语
language-unknown = 我不会“{ $typed }”，我会中文和 English。
zone-unknown = 没有“{ $typed }”这个时区。可以写城市，例如上海、柏林，或者 Europe/Berlin。
zone-asia-shanghai = 北京时间
    .words = 北京 | 北京时间 | 上海 | 中国
zone-asia-hong-kong = 香港
    .words = 香港
zone-asia-tokyo = 东京
    .words = 东京 | 日本
zone-europe-berlin = 柏林
    .words = 柏林 | 德国
zone-europe-london = 伦敦
    .words = 伦敦 | 英国
zone-america-new-york = 纽约
    .words = 纽约
zone-america-los-angeles = 洛杉矶
    .words = 洛杉矶 | 加州
zone-utc = UTC
    .words = UTC | 世界时
quiet-unknown = “{ $typed }”不是时间段，请写成 22:00-8:00，或者“无”。
quiet-never = 无
    .words = 无 | 没有 | 关闭 | 不要
name-how = 名称要有 1 到 60 个字。
entry = { $entry ->
        [open] 开放：在群里点一下就是成员
       *[closed] 仅限成员：由组织者确认
    }
entry-how = 加入方式是“开放”或“仅限成员”。
day-end-how = 下班时间请写成 18:00。

# 群的用途
room-where = 请在要设置的群里发，而且那个群要属于团队。
room-is = { $purpose ->
        [main] 这是主群：在这里发起的事会出现在团队所有主群。
        [committee] 这是委员会的群：在这里发起的事只在这里。
       *[other] 这个群单独使用：在这里发起的事只在这里。
    }
purpose = { $purpose ->
        [main] 改为主群
        [committee] 改为委员会群
       *[other] 改为单独使用
    }
room-set = { $purpose ->
        [main] 现在是主群。
        [committee] 现在是委员会的群。
       *[other] 现在单独使用。
    }

# 新团队的默认设置
guessed = 在这里我说{ $language }，时间按 { $zone } 算。
guess-right = 没错
guess-wrong = 修改
guess-noted = 好的。以后发“团队设置”随时可以改。
