name = 签到码

command-code = 出示签到码
    .words = 签到码 | 出示签到码
command-code-example = 签到码
command-code-brief = 出示当前的签到码
command-code-help = 主持人、记录人和组织者发“签到码”，可以看到当前会议或班次的动态签到码，只有自己看得到。大家发“签到码 048213”签到。

field-code = 签到码
    .words = 码
field-code-ask = 请输入组织者出示的六位签到码。

no-sign-in = 现在没有正在签到的会议或班次。
no-code = 这不是签到码。签到码是六位数字，例如 048 213。
code-elsewhere = 这个签到码是{ $rooms }里的。请在那里发，或者私下发给我。
code-rests = 输错次数太多，请{ $until }以后再试，或者请组织者代您签到。
code-not = { $judged ->
        [old] 这个签到码过期了，每30秒换一次。请输入现在显示的。
       *[wrong] 签到码不对。请再看一眼，每30秒换一次。
    }
code-title = 签到码 { $code }
code-how = 还有 { $seconds } 秒更换，换后30秒内仍可用。请当场念出或出示，只有您看得到。
code-again = 看下一个
no-code-now = 现在没有由您负责、凭签到码签到的会议或班次。
