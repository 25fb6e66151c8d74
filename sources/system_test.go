package sources

import "testing"

func TestFormsOfOneArticleInEachSystem(t *testing.T) {
	tests := []struct{ name, system, a, b string }{
		{"any slug", "dle", "/84417-.html", "/84417-ارتفاع.html"},
		{"section in front", "dle", "/84417-.html", "/iqtisad/84417-gold.html"},
		{"slug that changed and -2", "dle", "/84417-gold.html", "/84417-gold-2.html"},
		{"number in the query", "dle", "/84417-.html", "/index.php?newsid=84417"},
		{"number alone in the query", "dle", "/84417-.html", "/?newsid=84417"},
		{"second page", "dle", "/84417-.html", "/page,1,2,84417-gold.html"},
		{"second page in the query", "dle", "/84417-.html", "/index.php?newsid=84417&news_page=2"},
		{"print page", "dle", "/84417-.html", "/print:page,1,84417-gold.html"},
		{"print script", "dle", "/84417-.html", "/engine/print.php?newsid=84417"},
		{"first releases", "dle", "/84417-.html", "/index.php?subaction=showfull&id=84417"},
		{"kashida", "dle", "/84417-خـــبر.html", "/84417-.html"},
		{"second part", "wordpress", "/2025/03/17/gold/", "/2025/03/17/gold/2/"},
		{"page 2", "wordpress", "/2025/03/17/gold/", "/2025/03/17/gold/page/2/"},
		{"comments", "wordpress", "/2025/03/17/gold/", "/2025/03/17/gold/comment-page-3/#comment-77"},
		{"index in front", "wordpress", "/2025/03/17/gold/", "/index.php/2025/03/17/gold/"},
		{"number and preview", "wordpress", "/?p=5512", "/?p=5512&preview=true"},
		{"number and tracking", "wordpress", "/?p=5512", "/index.php?utm_source=x&p=5512"},
		{"numeric form", "wordpress", "/?p=5512", "/archives/5512"},
		{"reply", "wordpress", "/2025/03/17/gold/", "/2025/03/17/gold/?replytocom=12#respond"},
		{"related posts", "wordpress", "/2025/03/17/gold/", "/2025/03/17/gold/?relatedposts_hit=1&relatedposts_origin=7"},
		{"Farsi letters", "wordpress", "/2025/03/17/سوق-ی/", "/2025/03/17/سوق-ي/amp/"},
		{"print of a node", "drupal", "/node/7741", "/node/7741/print"},
		{"print module with a word", "drupal", "/node/7741", "/print/node/7741"},
		{"without clean addresses", "drupal", "/node/7741", "/?q=node/7741"},
		{"the same encoded", "drupal", "/node/7741", "/index.php?q=node%2F7741"},
		{"comments of a node", "drupal", "/node/7741", "/node/7741?page=2#comment-5"},
		{"print of an alias", "drupal", "/content/gold", "/print/content/gold"},
		{"chosen dress", "arc", "/economy/2025/03/17/gold/", "/economy/2025/03/17/gold/?outputType=amp"},
		{"preview of the system", "arc", "/economy/2025/03/17/gold/", "/pf/economy/2025/03/17/gold/?d=331&_website=paper"},
		{"the story's id", "arc", "/economy/gold-VZ3L4G5NUFGVNGS3F5RZDEOYBQ/", "/business/gold-climbs-VZ3L4G5NUFGVNGS3F5RZDEOYBQ/?outputType=amp"},
		{"another country's host", "blogger", "http://nahr.blogspot.com/2025/03/post.html", "https://nahr.blogspot.co.uk/2025/03/post.html?m=1"},
		{"kept from a country", "blogger", "http://nahr.blogspot.com/2025/03/post.html", "http://nahr.blogspot.com/ncr/2025/03/post.html"},
		{"a view", "blogger", "http://nahr.blogspot.com/2025/03/post.html", "http://nahr.blogspot.com/2025/03/post.html?view=magazine&showComment=17#c17"},
	}
	for _, tt := range tests {
		t.Run(tt.system+": "+tt.name, func(t *testing.T) {
			if x, y := keyOf(t, tt.system, tt.a), keyOf(t, tt.system, tt.b); x != y {
				t.Errorf("%s and %s are apart: %s, %s", tt.a, tt.b, x, y)
			}
		})
	}
}

func TestAddressesOfEachSystemThatAreNotOneArticle(t *testing.T) {
	tests := []struct{ name, system, a, b string }{
		{"other number", "dle", "/84417-gold.html", "/84418-gold.html"},
		{"number within a number", "dle", "/84417-.html", "/184417-.html"},
		{"tag", "dle", "/84417-.html", "/tags/84417-.html"},
		{"list page", "dle", "/84417-.html", "/page/84417/"},
		{"static page", "dle", "/?newsid=84417", "/index.php?do=static&newsid=84417"},
		{"other host", "dle", "/84417-.html", "https://sport.paper.example/84417-.html"},
		{"number in another parameter", "dle", "/84417-.html", "/?id=84417"},
		{"another post of the slug", "wordpress", "/2025/03/17/gold/", "/2025/03/17/gold-2/"},
		{"feed of the comments", "wordpress", "/2025/03/17/gold/", "/2025/03/17/gold/feed/"},
		{"feed by number", "wordpress", "/?p=5512", "/?p=5512&feed=rss2"},
		{"page that is no post", "wordpress", "/?p=5512", "/?page_id=5512"},
		{"picture", "wordpress", "/?p=5512", "/?attachment_id=5512"},
		{"the day's list", "wordpress", "/2025/03/17/gold/", "/2025/03/17/"},
		{"second page of a day", "wordpress", "/2025/03/17/", "/2025/03/17/page/2/"},
		{"another day", "wordpress", "/2025/03/17/gold/", "/2025/03/18/gold/"},
		{"list of a tag", "wordpress", "/tag/gold/", "/tag/gold/page/2/"},
		{"another language", "wordpress", "/2025/03/17/gold/", "/2025/03/17/gold/?lang=en"},
		{"editor", "drupal", "/node/7741", "/node/7741/edit"},
		{"old state", "drupal", "/node/7741", "/node/7741/revisions/8/view"},
		{"term", "drupal", "/node/7741", "/taxonomy/term/7741"},
		{"comment", "drupal", "/node/7741", "/comment/7741"},
		{"another language's node", "drupal", "/ar/node/7741", "/en/node/7741"},
		{"second page of all", "drupal", "/node", "/node?page=2"},
		{"second alias", "drupal", "/content/gold", "/content/gold-0"},
		{"as data", "arc", "/economy/2025/03/17/gold/", "/economy/2025/03/17/gold/?outputType=xml"},
		{"section", "arc", "/economy/2025/03/17/gold/", "/economy/"},
		{"another section", "arc", "/economy/2025/03/17/gold/", "/sport/2025/03/17/gold/"},
		{"another month", "blogger", "http://nahr.blogspot.com/2025/03/post.html", "http://nahr.blogspot.com/2025/04/post.html"},
		{"numbered post", "blogger", "http://nahr.blogspot.com/2025/03/post.html", "http://nahr.blogspot.com/2025/03/post_17.html"},
		{"another blog", "blogger", "http://nahr.blogspot.com/2025/03/post.html", "http://bahr.blogspot.com/2025/03/post.html"},
		{"number that stands in a generic path", "generic", "/1207-gold", "/1207-silver"},
	}
	for _, tt := range tests {
		t.Run(tt.system+": "+tt.name, func(t *testing.T) {
			if x, y := keyOf(t, tt.system, tt.a), keyOf(t, tt.system, tt.b); x == y {
				t.Errorf("%s and %s are one: %s", tt.a, tt.b, x)
			}
		})
	}
}

func TestAnUnknownSystemIsAnError(t *testing.T) {
	if _, err := AddressesOf("typewriter"); err == nil {
		t.Error("AddressesOf took a system that nobody knows")
	}
}

func keyOf(t *testing.T, system, address string) string {
	t.Helper()
	a, err := AddressesOf(system)
	if err != nil {
		t.Fatal(err)
	}
	if address[0] == '/' {
		address = "https://paper.example" + address
	}
	key, err := a.Key(address)
	if err != nil {
		t.Fatalf("Key(%q): %v", address, err)
	}
	return key
}
