# Slack 适配器自己说的话。
# 对大家说的
invite = 我还不在这个频道里，没法在这里显示内容。请在频道里输入“/invite @muster”，然后再试一次。私聊随时都可以找我。
form-ready = 这件事还需要补充几项。
open-form = 填写
waiting-title = Muster
waiting = 请稍候……
no-form = 这里已经没有需要填写的内容了。

# Slack 自己的列表里显示的（写在 manifest 里）
about = 群里的小秘书：投票、点名、提醒
command-about = 投票、点名等；/muster 帮助 可查看全部
command-hint = 投票 下周在哪开会？图书馆／线上

# 对运行 Muster 的人说的（check）
workspace = 工作区 { $name }，应用在那里叫 { $bot }
bad-token = Slack 不接受 bot token（{ $code }）：请在“OAuth & Permissions”里点“Install to Workspace”后重新复制
bad-app-token = Slack 不接受应用级 token（{ $code }）：请在“Basic Information”的“App-Level Tokens”里新建一个，勾选 connections:write
no-answer = Slack 没有回应（{ $error }）：请检查网络和 endpoints.api
scopes = 权限齐全
scope = 缺少权限 { $scope }。{ $costs }请在“OAuth & Permissions”里加上，再重新安装应用
without-app_mentions-read = 在频道里 @ 它没有反应，只能用 /muster。
without-channels-read = 它不知道自己被请进或移出公开频道，也不知道频道叫什么。
without-chat-write = 它什么消息都发不了。
without-commands = /muster 没有反应。
without-files-read = 读不到大家发来的文件。
without-files-write = 发不出名单和图片。
optional = 没有权限 { $scope }，可以不给。{ $costs }
without-channels-history = 有了它，发往频道的消息万一中途断线，能先查一查是否已经发出；没有它，这样的消息偶尔会出现两遍。
without-groups-history = 私有频道也是如此。
without-groups-read = 它不知道自己被请进或移出私有频道。
without-im-history = 听不到大家私聊发给它的话。
without-im-write = 没先找过它的人，它没法私聊，提醒会落空。
without-pins-write = 不能置顶，组织者点“置顶”时会收到提示。
without-users-read = 不知道大家的名字、语言和时区。
clock = 本机时钟与 Slack 相差 { $seconds } 秒：差到 300 秒，Slack 发来的内容就会全部被拒收
by-socket = 自己打开连接来接收消息，应用级 token 有效
by-events = 由 Slack 访问 { $url }：应用设置里的事件、交互和命令都要填这个地址
no-public-url = Slack 访问不到它：请设置 server.public_url；给 Slack 的地址是它加上 { $path }
not-https = Slack 只访问 https:// 开头的地址，而不是 { $url }：请设置 server.public_url
