package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/sources"
)

type extractCmd struct {
	Input []string `arg:"" optional:"" help:"HTML files or http addresses; - for standard input."`
	JSONL bool     `name:"jsonl" help:"Read JSON lines {id, url, html} from standard input and answer in order."`
}

// extracted is one answer of the batch protocol.
type extracted struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Text      string   `json:"text"`
	Published string   `json:"published"`
	Authors   []string `json:"authors"`
	Section   string   `json:"section"`
	Language  string   `json:"language"`
	Error     string   `json:"error,omitempty"`
}

// Run reads pages.
func (c *extractCmd) Run(a *app) error {
	if c.JSONL {
		return a.extractLines()
	}
	if len(c.Input) == 0 {
		return errors.New("name a file or an address, or --jsonl for lines on standard input")
	}
	cfg, err := a.load()
	if err != nil {
		cfg = nil // files and public pages need no configuration
	}
	var failed error
	for _, in := range c.Input {
		art, err := a.readInput(in, cfg)
		out := answerOf(in, art, err)
		failed = errors.Join(failed, err)
		if err := a.print(out, func(w io.Writer) {
			fmt.Fprintf(w, "%s\n%s · %s · %s\n\n%s\n", isolated(out.Title), isolated(out.Section), out.Published, isolated(strings.Join(out.Authors, "، ")), plain(out.Text))
		}); err != nil {
			return err
		}
	}
	return failed
}

func answerOf(id string, art article.Article, err error) extracted {
	out := extracted{ID: id, Title: art.Title, Text: art.Body, Authors: art.Authors, Section: art.Section, Language: art.Language}
	if out.Authors == nil {
		out.Authors = []string{}
	}
	if err != nil {
		out.Error = err.Error()
		return out
	}
	if !art.Published.IsZero() {
		out.Published = art.Published.At.Format(time.RFC3339)
		if art.Published.Precision == article.Day {
			out.Published = art.Published.At.Format(time.DateOnly)
		}
	}
	return out
}

// extractLines answers the batch protocol: one page a line in, one article a line out, in order,
// read by as many workers as there are processors. A page that fails is an answer with an error.
func (a *app) extractLines() error {
	r, err := sources.Compile(sources.Source{ID: "batch", Pages: true}) // of no known zone: a local time gives its day
	if err != nil {
		return err
	}
	queue := make(chan chan extracted, 4*runtime.GOMAXPROCS(0))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	readErr := make(chan error, 1)
	go func() {
		defer close(queue)
		readErr <- a.eachLine(func(line []byte) {
			answer := make(chan extracted, 1)
			queue <- answer
			slots <- struct{}{}
			go func() {
				defer func() { <-slots }()
				answer <- extractLine(r, line)
			}()
		})
	}()
	w := bufio.NewWriter(a.out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	var werr error
	for answer := range queue {
		werr = errors.Join(werr, enc.Encode(<-answer))
	}
	return errors.Join(werr, w.Flush(), <-readErr)
}

func (a *app) eachLine(f func([]byte)) error {
	in := bufio.NewReaderSize(a.stdin, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if len(strings.TrimSpace(string(line))) > 0 {
			f(line)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func extractLine(r *sources.Reader, line []byte) (out extracted) {
	var in struct{ ID, URL, HTML string }
	if err := json.Unmarshal(line, &in); err != nil {
		return answerOf("", article.Article{}, fmt.Errorf("the line is no JSON object with id, url, html: %w", err))
	}
	defer func() {
		if p := recover(); p != nil {
			out = answerOf(in.ID, article.Article{}, fmt.Errorf("an error in marsad itself: %v", p))
		}
	}()
	read, err := extract.Article(r, extract.Page{URL: in.URL, Text: []byte(in.HTML), Body: []byte(in.HTML)})
	out = answerOf(in.ID, read.Article, err)
	out.Published = onPage(read.Printed)
	return out
}

// onPage is a date as far as the page tells it, in the page's own offset; a day where there is no more.
func onPage(d lang.Date) string {
	if d.At.IsZero() || d.Precision == lang.DateDay {
		return d.Day
	}
	return d.At.In(d.Zone).Format(time.RFC3339)
}
