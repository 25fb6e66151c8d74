package kiosk

// The pages, as templates of html/template over a sheet.

const wordpressFront = `<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>صحيفة الرصيف - أخبار العراق</title>
<meta name="generator" content="WordPress 6.4.2"><meta property="og:site_name" content="صحيفة الرصيف">
<link rel="alternate" type="application/rss+xml" title="الخلاصة" href="{{.Base}}/feed/">
<link rel="alternate" type="application/rss+xml" title="التعليقات" href="{{.Base}}/comments/feed/">
<link rel="stylesheet" href="{{.Base}}/wp-content/themes/rasif/style.css"></head><body>
<nav><a href="/">الرئيسة</a> <a href="/category/economy/">اقتصاد</a> <a href="/category/sport/">رياضة</a> <a href="/category/culture-arts/">ثقافة وفن</a> <a href="/about-us/">من نحن</a></nav>
<main>{{range .Pieces}}<article class="post"><h2 class="entry-title"><a href="{{.Link}}">{{.Title}}</a></h2><p>{{first .Paragraphs}}</p></article>
{{end}}</main><footer><a href="/privacy-policy/">سياسة الخصوصية</a></footer></body></html>`

const wordpressArticle = `<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>{{.Piece.Title}} - صحيفة الرصيف</title>
<meta property="og:title" content="{{.Piece.Title}}"><meta property="article:published_time" content="{{utc .Piece.Published}}">
<link rel="canonical" href="{{.Base}}{{.Piece.Link}}"></head><body>
<nav><a href="/category/economy/">اقتصاد</a> <a href="/category/sport/">رياضة</a></nav>
<main><article class="post post-{{.Piece.Number}}"><header class="entry-header"><h1 class="entry-title">{{.Piece.Title}}</h1>
<time class="entry-date" datetime="{{rfc3339 .Piece.Published}}">{{day .Piece.Published}}</time></header>
<div class="entry-content">{{range .Piece.Paragraphs}}<p>{{.}}</p>
{{end}}<div class="sharedaddy"><a href="#">فيسبوك</a> <a href="#">تويتر</a></div></div></article></main>
<aside class="sidebar"><h3>الأكثر قراءة</h3><ul>{{range .Pieces}}<li><a href="{{.Link}}">{{.Title}}</a></li>{{end}}</ul></aside>
<footer>جميع الحقوق محفوظة</footer></body></html>`

const bloggerFront = `<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>مدونة الرصيف</title><meta content="blogger" name="generator">
<link rel="alternate" type="application/atom+xml" title="مدونة الرصيف - Atom" href="{{.Base}}/feeds/posts/default"></head><body>
<div class="main">{{range .Pieces}}<div class="post hentry"><h3 class="post-title"><a href="{{.Link}}">{{.Title}}</a></h3></div>{{end}}</div>
<div class="sidebar"><a href="/search/label/news">أخبار</a> <a href="/2026/11/">تشرين الثاني</a> <a href="/p/about.html">عن المدونة</a></div></body></html>`

const bloggerArticle = `<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>مدونة الرصيف: {{.Piece.Title}}</title></head><body>
<div class="post hentry"><h3 class="post-title entry-title">{{.Piece.Title}}</h3><abbr class="published" title="{{rfc3339 .Piece.Published}}">{{day .Piece.Published}}</abbr>
<div class="post-body entry-content">{{range .Piece.Paragraphs}}{{.}}<br><br>{{end}}</div></div>
<div class="sidebar">{{range .Pieces}}<a href="{{.Link}}">{{.Title}}</a><br>{{end}}</div></body></html>`

const atomFeed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>مدونة الرصيف</title><link rel="alternate" href="{{.Base}}/"></link>
{{range .Pieces}}<entry><id>tag:blogger.com,1999:blog-1.post-{{.Number}}</id><published>{{rfc3339 .Published}}</published><title>{{.Title}}</title>
<content type="html">{{join .Paragraphs}}</content><link rel="alternate" type="text/html" href="{{$.Base}}{{.Link}}"></link></entry>{{end}}</feed>`

const newsMap = `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
{{range .Pieces}}<url><loc>{{$.Base}}{{.Link}}</loc><news:news><news:publication><news:name>الرصيف</news:name><news:language>ar</news:language></news:publication>
<news:publication_date>{{rfc3339 .Published}}</news:publication_date><news:title>{{.Title}}</news:title></news:news></url>{{end}}</urlset>`

const drupalFront = `<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>وكالة الرصيف</title><meta name="Generator" content="Drupal 10 (https://www.drupal.org)">
<script src="/core/misc/drupal.js"></script></head><body><nav><a href="/taxonomy/term/1">سياسة</a> <a href="/taxonomy/term/2">أمن</a></nav>
<div class="view-content">{{range .Pieces}}<div class="views-row"><span class="field-content"><a href="{{.Link}}">{{.Title}}</a></span></div>{{end}}</div></body></html>`

const drupalArticle = `<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>{{.Piece.Title}} | وكالة الرصيف</title></head><body>
<h1 class="page-title">{{.Piece.Title}}</h1><article class="node"><span class="submitted">{{day .Piece.Published}}</span>
<div class="field field--name-body">{{range .Piece.Paragraphs}}<p>{{.}}</p>{{end}}</div></article></body></html>`

const listingFront = `<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>جريدة الميناء | أخبار الجنوب</title></head><body>
<ul class="menu"><li><a href="/">الرئيسة</a></li><li><a href="/latest">آخر الأخبار</a></li><li><a href="/news/economy">اقتصاد</a></li><li><a href="/news/sport">رياضة</a></li><li><a href="/page/about-us">عن الجريدة</a></li></ul>
<div class="main">{{range $i, $p := .Pieces}}{{if lt $i 6}}<div class="card"><a href="{{$p.Link}}"><img src="/i/{{$p.Number}}.jpg" alt=""></a><h3><a href="{{$p.Link}}">{{$p.Title}}</a></h3></div>{{end}}{{end}}</div></body></html>`

const listingLatest = `<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>آخر الأخبار | جريدة الميناء</title></head><body>
<ul class="menu"><li><a href="/latest">آخر الأخبار</a></li><li><a href="/news/economy">اقتصاد</a></li></ul>
<div class="list">{{range .Pieces}}<div class="row"><a class="title" href="{{.Link}}">{{.Title}}</a><span class="d">{{arabic .Published}}</span></div>{{end}}</div>
<div class="pages"><a href="/latest?page=2">2</a> <a href="/latest?page=3">3</a></div></body></html>`

const listingArticle = `<!DOCTYPE html><html dir="rtl" lang="ar"><head><meta charset="UTF-8"><title>{{.Piece.Title}} | جريدة الميناء</title></head><body>
<ul class="menu"><li><a href="/latest">آخر الأخبار</a></li></ul>
<div class="story"><h1 class="story-title">{{.Piece.Title}}</h1><div class="story-info"><span class="story-date">{{arabic .Piece.Published}}</span> <span>1,254 مشاهدة</span></div>
<div class="story-text">{{range .Piece.Paragraphs}}<p>{{.}}</p>
{{end}}<div class="also"><b>اقرأ أيضاً:</b> {{range $i, $p := .Pieces}}{{if lt $i 2}}<a href="{{$p.Link}}">{{$p.Title}}</a> {{end}}{{end}}</div></div></div>
<div class="other">{{range .Pieces}}<div class="o"><a href="{{.Link}}">{{.Title}}</a> <span>{{arabic .Published}}</span></div>{{end}}</div></body></html>`

const queryFront = `<html dir="rtl"><head><title>صحيفة النخيل</title></head><body><table><tr><td><a href="/index.php?cat=1">سياسة</a> <a href="/index.php?cat=2">أمن</a></td></tr>
{{range .Pieces}}<tr><td><a href="{{.Link}}">{{.Title}}</a></td></tr>{{end}}</table></body></html>`

const queryArticle = `<html dir="rtl"><head><title>صحيفة النخيل: {{.Piece.Title}}</title></head><body><table width="100%"><tr><td class="menu"><a href="/index.php?cat=1">سياسة</a></td></tr>
<tr><td><h2 class="title">{{.Piece.Title}}</h2><div class="date">{{day .Piece.Published}}</div><div id="text">{{range .Piece.Paragraphs}}{{.}}<br><br>{{end}}</div></td></tr></table></body></html>`
