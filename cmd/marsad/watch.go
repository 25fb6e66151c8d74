package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/scraper"
	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/watch"
)

type watchCmd struct {
	List     watchListCmd     `cmd:"" help:"List the watches and say what each matches."`
	Add      watchAddCmd      `cmd:"" help:"Add a watch to the configuration file, keeping its comments."`
	Test     watchTestCmd     `cmd:"" help:"Match a watch or a query against a file, an address, standard input, or the newest articles of a source."`
	Explain  watchExplainCmd  `cmd:"" help:"Say part by part why a watch matches an article, or what came closest."`
	Backtest watchBacktestCmd `cmd:"" help:"Say what a watch or a query would have found in the stored articles."`
	Rematch  watchRematchCmd  `cmd:"" help:"Match the stored articles with a watch as it stands now, and keep what is found."`
	Eval     watchEvalCmd     `cmd:"" help:"Score the matcher over judged rows (JSON lines)."`
}

type watchListCmd struct{}

type listedWatch struct {
	Name    string   `json:"name"`
	Query   string   `json:"query"`
	Matches string   `json:"matches"`
	Sources []string `json:"sources,omitempty"`
	To      []string `json:"to"`
}

// Run lists the configured watches.
func (c *watchListCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	out := []listedWatch{}
	for _, w := range cfg.Watches {
		out = append(out, listedWatch{w.Name, w.Text(), watch.Describe(w), w.Sources, w.To})
	}
	return a.print(out, func(w io.Writer) {
		for _, x := range out {
			fmt.Fprintf(w, "%s → %s\n    %s\n    %s\n", isolated(x.Name), isolated(strings.Join(x.To, ", ")), isolated(x.Query), x.Matches)
		}
	})
}

type watchAddCmd struct {
	Name    string   `arg:"" help:"Name of the watch; without --query and --keyword it is the watched word itself."`
	Query   string   `help:"Query: AND OR NOT \"phrase\" …"`
	Keyword string   `help:"Literal words."`
	Source  []string `help:"Only these sources."`
	To      []string `help:"Channels."`
}

type addedWatch struct {
	Added string `json:"added"`
	toldWatch
	Trouble string `json:"archive_trouble,omitempty"`
}

// Run adds the watch, if the file stays sound with it.
func (c *watchAddCmd) Run(a *app) error {
	data, err := os.ReadFile(a.config)
	if err != nil {
		return err
	}
	w := watch.Watch{Name: c.Name, Query: c.Query, Keyword: c.Keyword, Sources: c.Source, To: c.To}
	if w.Query == "" && w.Keyword == "" {
		w.Keyword = w.Name
	}
	out, err := config.AddWatch(data, w)
	if err != nil {
		return err
	}
	cfg, err := config.Parse(a.config, out, a.getenv)
	if err != nil {
		return err
	}
	w.Spellings = cfg.Spellings
	if err := replaceFile(a.config, out); err != nil {
		return err
	}
	told, trouble := a.tell(cfg, []watch.Watch{w}, true)
	added := addedWatch{w.Name, told[0], trouble}
	return a.print(added, func(o io.Writer) {
		fmt.Fprintf(o, "%s is added to %s. It matches: %s\n", isolated(w.Name), a.config, added.Matches)
		added.show(o)
		if trouble != "" {
			fmt.Fprintf(o, "The archive could not be asked how often it says it: %s\n", plain(trouble))
		}
		fmt.Fprintln(o, "A running daemon takes it by itself.")
	})
}

// replaceFile writes a file whole or not at all.
func replaceFile(path string, data []byte) error {
	mode := os.FileMode(0o600)
	if st, err := os.Stat(path); err == nil {
		mode = st.Mode().Perm()
	}
	tmp := path + ".new"
	if err := os.WriteFile(tmp, data, mode); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

type watchTestCmd struct {
	Watch string `arg:"" help:"Name of a configured watch, or a query with --query."`
	Input string `arg:"" optional:"" default:"-" help:"A file, an http address, or - for standard input."`
	Query bool   `help:"The first argument is a query, not a name."`

	Source string `help:"Match it against the newest articles of this source instead of one text."`
	Fetch  bool   `help:"With --source: read the paper now instead of what is stored; nothing is stored."`
	Limit  int    `default:"30" help:"With --source: at most so many articles."`
}

type testedWatch struct {
	Match      bool                         `json:"match"`
	Highlights []article.Highlight          `json:"highlights,omitempty"`
	Segments   map[string][]article.Segment `json:"segments,omitempty"`
}

// Run matches and ends with exitNoMatch when nothing was found.
func (c *watchTestCmd) Run(a *app) error {
	w, cfg, err := c.watch(a)
	if err != nil {
		return err
	}
	if c.Source != "" {
		return c.overSource(a, w, cfg)
	}
	if c.Fetch {
		return errors.New("--fetch needs --source and the source that is to be read")
	}
	art, err := a.readInput(c.Input, cfg)
	if err != nil {
		return err
	}
	ix, err := watch.Compile([]watch.Watch{w})
	if err != nil {
		return err
	}
	ix = ix.Learn(a.learned(cfg))
	out := testedWatch{Segments: map[string][]article.Segment{}}
	if found := ix.Match(art); len(found) > 0 {
		out.Match, out.Highlights = true, found[0].Highlights
		out.Segments["title"] = article.Segments(art.Title, "title", out.Highlights)
		out.Segments["body"] = article.Segments(art.Body, "body", out.Highlights)
	}
	err = a.print(out, func(o io.Writer) {
		if !out.Match {
			fmt.Fprintf(o, "no match. The watch matches: %s\n", watch.Describe(w))
			if why, err := watch.Explain(w, art, a.learned(cfg)); err == nil {
				fmt.Fprint(o, plain(why.String()))
			}
			return
		}
		fmt.Fprintf(o, "match, %d places\n\n%s\n\n%s\n", len(out.Highlights), marked(out.Segments["title"], a.terminal()), marked(out.Segments["body"], a.terminal()))
	})
	if err == nil && !out.Match {
		return errNoMatch
	}
	return err
}

func (c *watchTestCmd) watch(a *app) (watch.Watch, *config.Config, error) {
	cfg, err := a.load()
	if c.Query {
		if err != nil {
			cfg = nil // a query needs no configuration
		}
		w := watch.Watch{Name: "query", Query: c.Watch}
		if cfg != nil {
			w.Spellings = cfg.Spellings
		}
		return w, cfg, shownFault(w)
	}
	if err != nil {
		return watch.Watch{}, nil, err
	}
	i := slices.IndexFunc(cfg.Watches, func(w watch.Watch) bool { return w.Name == c.Watch })
	if i < 0 {
		return watch.Watch{}, nil, fmt.Errorf("watch %q is not configured; marsad watch list shows which are, and --query tries one that is not", c.Watch)
	}
	return cfg.Watches[i], cfg, nil
}

// shownFault is the fault of a query from the command line with the place below it; nil when it can be read.
func shownFault(w watch.Watch) error {
	err := w.Check()
	if syntax, ok := errors.AsType[*watch.SyntaxError](err); ok {
		return fmt.Errorf("query:%s", syntax.Show(w.Query))
	}
	return err
}

// readInput makes an article of plain text, an HTML file, or a page.
func (a *app) readInput(input string, cfg *config.Config) (article.Article, error) {
	if strings.HasPrefix(input, "http://") || strings.HasPrefix(input, "https://") {
		return a.readAddress(input, cfg)
	}
	data, err := a.readFile(input)
	if err != nil {
		return article.Article{}, err
	}
	if looksHTML(data) {
		return extractHTML("", data)
	}
	title, body, _ := strings.Cut(strings.TrimSpace(string(data)), "\n")
	if strings.TrimSpace(body) == "" {
		title, body = "", title
	}
	return article.Article{Title: title, Body: strings.TrimSpace(body), Kind: article.Text}, nil
}

func (a *app) readFile(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(io.LimitReader(a.stdin, 64<<20))
	}
	return os.ReadFile(path)
}

func looksHTML(data []byte) bool {
	head := bytes.ToLower(bytes.TrimSpace(data[:min(len(data), 512)]))
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html")) || bytes.Contains(head, []byte("<head"))
}

func extractHTML(url string, data []byte) (article.Article, error) {
	r, err := sources.Compile(sources.Source{ID: "file", Pages: true})
	if err != nil {
		return article.Article{}, err
	}
	text, _ := fetch.Decode(data, "", "windows-1256")
	read, err := extract.Article(r, extract.Page{URL: url, Text: text, Body: data})
	return read.Article, err
}

// readAddress fetches a page as the daemon would, by the source that it belongs to.
func (a *app) readAddress(url string, cfg *config.Config) (article.Article, error) {
	var settings fetch.Settings
	src := sources.Source{ID: "page", Pages: true}
	if cfg != nil {
		settings = cfg.Fetch
		src = sourceOf(cfg, url, src)
	}
	f, err := fetch.New(settings, logger(a.errout, slog.LevelWarn, "text"))
	if err != nil {
		return article.Article{}, err
	}
	defer f.CloseIdle()
	r, err := sources.Compile(src)
	if err != nil {
		return article.Article{}, err
	}
	page, err := scraper.NewPages(f).Get(a.ctx, fetch.Request{URL: url, Timeout: src.Timeout, Charset: src.Charset})
	if err != nil {
		return article.Article{}, err
	}
	read, err := extract.Article(r, extract.Page{URL: page.URL, Text: page.Text, Body: page.Body, ContentType: page.ContentType, FetchedAt: page.FetchedAt})
	return read.Article, err
}

// sourceOf is the configured source on whose site an address lies, else other.
func sourceOf(cfg *config.Config, url string, other sources.Source) sources.Source {
	for _, s := range cfg.Sources {
		addresses := append([]string{s.Home}, s.Feeds...)
		for _, l := range s.Listings {
			addresses = append(addresses, l.URL)
		}
		for _, x := range addresses {
			if h := hostOf(x); h != "" && h == hostOf(url) {
				return s
			}
		}
	}
	return other
}

func hostOf(url string) string {
	c, err := article.Canonical(url)
	if err != nil {
		return ""
	}
	_, rest, _ := strings.Cut(c, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}

type watchEvalCmd struct {
	File        string `arg:"" help:"Judged rows, one JSON object a line; - for standard input."`
	Predictions bool   `help:"Print what the matcher says of each row instead of the scores."`
}

// Run scores the matcher.
func (c *watchEvalCmd) Run(a *app) error {
	data, err := a.readFile(c.File)
	if err != nil {
		return err
	}
	rep, err := watch.Eval(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if c.Predictions {
		enc := json.NewEncoder(a.out)
		enc.SetEscapeHTML(false)
		for _, p := range rep.Predictions {
			if err := enc.Encode(p); err != nil {
				return err
			}
		}
		return nil
	}
	return a.print(rep, func(w io.Writer) { fmt.Fprint(w, rep) })
}

// terminal tells whether people read the output.
func (a *app) terminal() bool {
	f, ok := a.out.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" {
		return false
	}
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}
