# Telegram：这个连接自己要说的话。

# 以群或频道的身份点按钮时
as-yourself = 您现在是以群的身份点的，我只能按人来算。请先关闭“匿名”，再点一次。
# 消息太旧、撤不回时，换成这句
struck = 此消息已作废。
file-lost = “{ $name }”没能发到这里。

# 检查结果
token-good = 令牌有效，机器人是 { $bot }。
token-refused = Telegram 不认这个令牌，所以什么都用不了。请到 @BotFather 重新复制（/mybots → API Token），注意别带上空格。
unreachable = 连不上 Telegram（{ $error }）。请确认这台机器能访问 api.telegram.org；要走代理的话，请设置 HTTPS_PROXY。
no-groups = 这个机器人不能被拉进群，只能私聊。请在 @BotFather 发 /setjoingroups，选 Enable。
privacy-on = 隐私模式已开：在群里我只能看到命令（“/poll …”）、对我消息的回复和提到我的话，别的一概看不到。
privacy-off = 隐私模式已关：群里的话 Telegram 都会发给我。不是对我说的我一律不管；如果不想让我收到，请在 @BotFather 发 /setprivacy。
polled-by-us = 消息由我主动去 Telegram 取，这台机器不需要对外开放。Muster 正在运行：如果还有别的程序用同一个令牌取消息，它的日志里会写明。
second-poller = 还有别的程序在用同一个令牌取消息，两边各自只能收到一部分。请停掉那一个，比如另一台机器上、用另一个数据库的 Muster。找不到的话，请让 @BotFather 换一个新令牌（/mybots → API Token → Revoke），再填进配置。
polled = 消息由我主动去 Telegram 取，这台机器不需要对外开放。
webhook-in-the-way = 消息都推给了 { $host }，我一条也收不到。有别的程序在用这个机器人：请停掉它并删除 webhook，或者在这边改成“receive: webhook”。
webhook-good = 消息会推到我的 webhook。
webhook-not-yet = 我的 webhook 还没设置，下次启动时会自动设好。
webhook-outdated = 我的 webhook 设置不对，下次启动时会自动改好。
webhook-elsewhere = 消息现在推给了 { $host }，没有推到这里。下次启动会改过来，在那之前请停掉那边的程序。
webhook-failing = Telegram 推不到我的 webhook（{ $error }），积压 { $count } 条。请检查 server.public_url 是否正确、证书是否有效、Muster 是否在运行。
not-https = Telegram 只推送到 https:// 地址，而 server.public_url 得出的是 { $url }。请给 Muster 配上带证书的网站入口，或者改成“receive: polling”。
many-waiting = 还有 { $count } 条消息没推过来。如果一直不减少，说明 Muster 没在运行，或者处理不过来。
may-pin = 在“{ $group }”里可以置顶。
may-not-pin = 在“{ $group }”里没有置顶的权限，组织者点“置顶”时会收到提示。需要的话，请把我设为群管理员，只给“置顶消息”这一项权限。
group-lost = 我已经进不了“{ $group }”（{ $error }），消息发不到那里。请重新拉我进群。
clock = 这台机器的时钟和 Telegram 相差 { $seconds } 秒，截止时间会不准。请校准时钟，最好用 NTP。
