package article

import "strings"

// isNoise tells parameters that say how a reader came, or in which dress the page is wanted, but not which
// article it is. name is lower-case. Sources: the documentation of the campaign tools named, and the
// lists that browsers keep for the same purpose.
func isNoise(name, value string) bool {
	for _, p := range noisePrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return noiseNames[name] || isSession(name, value) || isDress(name, strings.ToLower(value)) || isReferrer(name, strings.ToLower(value))
}

// noisePrefixes belong to tools that number or vary their parameters.
var noisePrefixes = [...]string{
	"utm_",                  // Urchin, Google Analytics
	"pk_", "mtm_", "piwik_", // Matomo
	"matomo_",
	"ns_",                 // Comscore
	"hsa_", "__hs", "_hs", // HubSpot
	"fb_action_", "fb_source", // Facebook
	"at_",              // AT Internet, as the BBC uses it
	"oly_",             // Omeda
	"vero_",            // Vero
	"mc_", "ml_subscr", // Mailchimp, MailerLite
	"wt_", "wt.", // Webtrends, Mapp
	"amp_js", "amp_gsa", "amp_lite", // the cache's own
	"gaa_", // Google's reader revenue
	"guce_",
	"trk_", "rb_click",
	"itm_", // campaigns within a house
	"aspsessionid",
}

var noiseNames = setOf(
	// clicks on advertisements and posts
	"gclid", "gclsrc", "gbraid", "wbraid", "dclid", "gad_source", "gad_campaignid", "srsltid", "fbclid", "fb_ref", "fb_comment_id",
	"msclkid", "twclid", "ttclid", "yclid", "ymclid", "ysclid", "yadclid", "igshid", "igsh", "li_fat_id", "epik", "scclid", "sccid", "rdt_cid",
	"irclickid", "zanpid", "wickedid", "tblci", "dicbo", "oborigurl", "obclid", "cx_click", "qclid", "_openstat", "rtd_cid", "mibextid", "sfnsn",
	"__twitter_impression", "ref_src", "ref_url", "ref_source", "action_object_map", "action_type_map", "action_ref_map", "_branch_match_id",
	"_branch_referrer", "__cft__", "__tn__", "wtrid",
	// campaigns and analytics
	"_ga", "_gl", "_gac", "cmpid", "cmp", "icid", "ocid", "ncid", "s_cid", "sc_cid", "s_kwcid", "ef_id", "ito", "xtor", "xtref", "spm", "scm", "smid",
	"smtyp", "smprod", "srnd", "mkt_tok", "mkwid", "pcrid", "hss_channel", "hsctatracking", "traffic_source", "trk", "trkcampaign", "trkinfo",
	"campaign_id", "dm_i", "dm_t", "_ke", "__s", "elqtrackid", "elqtrack", "elq", "elqaid", "elqat", "elqcampaignid", "sr_share", "sr_source",
	"guccounter", "usqp", "cvid", "referringsource", "cmp_id", "cmpgn", "emci", "emdi", "ceid", "nr_email_referer", "vgo_ee", "spmailingid",
	"spuserid", "spjobid", "spreportid", "mailid", "ck_subscriber_id", "sscid", "ss_source", "ss_campaign_id", "user_email_address",
	// sharing and commenting
	"share", "shared", "sharedby", "sharetoken", "share_token", "sharesource", "nb", "spref", "replytocom", "like_comment", "cpage", "comment_page",
	"showcomment", "hootpostid", "smsource",
)

func setOf(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// isSession tells a visitor's number. sid is one only if it looks random: in older systems it numbers stories.
func isSession(name, value string) bool {
	switch name {
	case "phpsessid", "jsessionid", "cfid", "cftoken", "oscsid", "zenid", "sessionid", "session_id", "sessid", "asp.net_sessionid":
		return true
	case "sid", "s", "sess", "session":
		return len(value) >= 16 && isToken(value)
	}
	return false
}

func isToken(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
		case 'a' <= c|0x20 && c|0x20 <= 'z':
		default:
			return false
		}
	}
	return digits >= 2
}

// isDress tells another form of the same page: AMP, for printing, for telephones, the first of its pages.
func isDress(name, value string) bool {
	switch name {
	case "amp", "isamp", "noamp", "nonamp", "print", "printpage", "printable", "print_view", "printview", "printerfriendly":
		return value == "" || len(value) <= 2 || value == "true" || value == "yes" || value == name || value == "mobile" || value == "print"
	case "output", "outputtype", "view", "display", "format", "tmpl", "mode", "layout":
		return value == "amp" || value == "print" || value == "component" && name == "tmpl"
	case "m", "mobile", "ismobile":
		return value == "1" || value == "0" && name == "m" || value == "true"
	case "page", "paged", "start":
		return value == "0" || value == "1" && name != "start"
	}
	return false
}

// isReferrer: these names carry an article's number in some systems, so the value must be a known way of arriving.
func isReferrer(name, value string) bool {
	switch name {
	case "ref", "referrer", "referer", "source", "src", "from", "via", "origin", "medium", "campaign":
		return waysIn[strings.TrimPrefix(strings.TrimPrefix(value, "https://"), "www.")] || strings.HasPrefix(value, "https://")
	}
	return false
}

var waysIn = setOf(
	"rss", "feed", "atom", "rssfeed", "rss_feed", "twitter", "tw", "x", "t.co", "facebook", "fb", "facebook.com", "instagram", "ig", "whatsapp", "telegram",
	"tg", "linkedin", "google", "google.com", "googlenews", "google_news", "news.google.com", "bing", "email", "mail", "newsletter", "push", "notification", "app", "android",
	"ios", "mobile", "home", "homepage", "hp", "front", "frontpage", "share", "social", "sharing", "search", "nabd", "apple_news", "flipboard", "related", "sidebar", "ticker", "breaking",
)
