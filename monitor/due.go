package monitor

import (
	"container/heap"
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/schedule"
	"github.com/marsad/marsad/store"
)

// maxRuns bounds the sources that are read at the same time. Most of a run is waiting, so it is
// far above the number of processors; what it bounds is memory and sockets.
const maxRuns = 256

// desk is a source at work. Its run owns state, feeds, owedAt, and what it knows of pages and removals
// while running is set; all else is guarded by Monitor.mu.
type desk struct {
	src      sources.Source
	reader   *sources.Reader
	schedule schedule.Schedule
	next     *seat // configuration for the next run; nil: unchanged

	due      time.Time // of the next run
	pollAt   time.Time // when feeds and listings are read next; a run before it only looks at owed pages
	lookOnly bool      // the run under way is one of those
	pushes   []push    // what hubs sent since the last run
	pushed   bool      // the run under way read pushes alone
	index    int       // in the heap; -1: not in it
	running  bool
	gone     bool // taken out of the configuration

	state         store.SourceState
	feeds         map[string]*store.FeedState
	probed        map[string]time.Time // feed addresses that the preset only guesses: when to ask again
	owedAt        time.Time            // when the next owed page is due; zero: none is owed
	alarmed       string               // the last alarm of the bad time that lasts; empty: none
	looks         budget               // spent on looking at articles again; guarded by Monitor.mu
	pageAt        time.Time            // when an article's page was last read well
	pageLink      string               // and which
	awayAt        time.Time            // when no article's page was to be had last
	removals      int                  // articles found to be taken down since removalsSince
	removalsSince time.Time
	fallbacks     int                  // pages in a row that no selector of the source fitted
	holdFor       time.Duration        // least time to the next run, after a fault
	dirty         bool                 // state is to be written behind
	feedsD        map[string]bool      // feeds to be written behind
	site          *extract.Site        // what is learned of the source's pages
	z             zRule                // what its articles show of its Z
	moved         map[string]movedFeed // feeds that stand elsewhere than configured
	raw           map[string]*rawFeed  // feeds as they were last read whole in this process
	heard         map[string]time.Time // when the hubs of feeds last sent something that could be read
}

// seat is a source's configuration, compiled.
type seat struct {
	src      sources.Source
	reader   *sources.Reader
	schedule schedule.Schedule
}

// dueHeap orders desks by due time (container/heap).
type dueHeap []*desk

func (h dueHeap) Len() int           { return len(h) }
func (h dueHeap) Less(i, j int) bool { return h[i].due.Before(h[j].due) }
func (h dueHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i]; h[i].index, h[j].index = i, j }

// Push adds x, a *desk.
func (h *dueHeap) Push(x any) { d := x.(*desk); d.index = len(*h); *h = append(*h, d) }

// Pop removes the last.
func (h *dueHeap) Pop() any {
	d := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	d.index = -1
	return d
}

// scheduleOf is the schedule that a source was configured with.
func scheduleOf(s sources.Source) (schedule.Schedule, error) {
	if s.Every > 0 {
		return schedule.Every(s.Every)
	}
	zone := s.Zone
	if zone == nil {
		zone = time.UTC
	}
	return schedule.Parse(s.Schedule, zone)
}

// seat brings the desks in line with the configuration.
func (m *Monitor) seat(list []sources.Source, readers map[string]*sources.Reader, schedules map[string]schedule.Schedule) {
	m.mu.Lock()
	defer m.mu.Unlock()
	keep := map[string]bool{}
	for _, s := range list {
		keep[s.ID] = true
		n := &seat{readers[s.ID].Source(), readers[s.ID], schedules[s.ID]} // the reader resolved its addresses
		d, ok := m.desks[s.ID]
		if !ok {
			d = &desk{index: -1, feeds: map[string]*store.FeedState{}, probed: map[string]time.Time{}, moved: map[string]movedFeed{}, raw: map[string]*rawFeed{}, heard: map[string]time.Time{}, feedsD: map[string]bool{}, state: store.SourceState{ID: s.ID, State: StateNew}}
			_ = d.meet("") // nothing kept, nothing that can fail
			m.desks[s.ID] = d
		}
		d.gone = false
		d.next = n
		if !d.running {
			d.takeSeat()
			if m.loaded {
				m.plan(d)
			}
		}
	}
	for id, d := range m.desks {
		if !keep[id] {
			d.gone = true
			if d.index >= 0 {
				heap.Remove(&m.due, d.index)
			}
			if !d.running {
				delete(m.desks, id)
			}
		}
	}
	m.nudge()
}

func (d *desk) takeSeat() {
	if d.next != nil {
		d.src, d.reader, d.schedule, d.next = d.next.src, d.next.reader, d.next.schedule, nil
		d.readerWithZ()
	}
}

// plan sets when a desk is due after a start or a change: a run that was missed is caught up
// once, and many that come due together are spread by their jitter.
func (m *Monitor) plan(d *desk) {
	now := m.now()
	d.due = d.dueAt(now, m.firstDue(d, now))
	if d.index >= 0 {
		heap.Fix(&m.due, d.index)
		return
	}
	heap.Push(&m.due, d)
}

func (m *Monitor) firstDue(d *desk, now time.Time) time.Time {
	jitter := m.jitter(d)
	if d.state.LastRunAt.IsZero() { // never read: soon, to have its baseline
		return now.Add(jitter)
	}
	run, next := schedule.CatchUp(d.schedule, d.state.LastRunAt, now)
	if run {
		next = now
	}
	next = next.Add(jitter)
	// A source that asked for a pause before the restart still has it, within reason.
	if held := d.state.NextDueAt; d.state.State == StateBlocked && held.After(next) && held.Before(now.Add(time.Hour)) {
		return held
	}
	return next
}

func (m *Monitor) jitter(d *desk) time.Duration {
	spread := d.src.Jitter
	if spread < 0 {
		spread = schedule.DefaultSpread(d.schedule, m.now())
	}
	return schedule.Jitter(d.src.ID, spread)
}

// nudge wakes the dispatcher.
func (m *Monitor) nudge() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// dispatch starts each desk's run when it is due, until ctx ends, and waits for those under way.
func (m *Monitor) dispatch(ctx context.Context) {
	var runs sync.WaitGroup
	defer runs.Wait()
	slots := make(chan struct{}, maxRuns)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-m.wake:
		case <-timer.C:
		}
		for d := m.nextDue(); d != nil; d = m.nextDue() {
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				m.finish(d, m.now())
				return
			}
			runs.Go(func() {
				defer func() { <-slots }()
				m.run(ctx, d)
			})
		}
		timer.Reset(m.untilNext())
	}
}

// nextDue takes the desk off the heap that is due now, or returns nil.
func (m *Monitor) nextDue() *desk {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.due) == 0 || m.due[0].due.After(m.now()) {
		return nil
	}
	d := heap.Pop(&m.due).(*desk)
	d.running, d.lookOnly = true, m.now().Before(d.pollAt)
	d.takeSeat()
	return d
}

// lookGap is the least time between runs that only look at owed pages.
const lookGap = 30 * time.Second

// dueAt is when a desk runs next, given when its feeds are read next: earlier, where a page is owed
// before that and the source is well. Young articles are looked at whatever the schedule.
func (d *desk) dueAt(now, poll time.Time) time.Time {
	d.pollAt = poll
	if d.owedAt.IsZero() || d.holdFor > 0 {
		return poll
	}
	look := d.owedAt
	if soonest := now.Add(lookGap); look.Before(soonest) {
		look = soonest
	}
	if look.Before(poll) {
		return look
	}
	return poll
}

// untilNext bounds the wait, so that a clock that is set back does not stop the papers.
func (m *Monitor) untilNext() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	const most = 30 * time.Second
	if len(m.due) == 0 {
		return most
	}
	return min(max(m.due[0].due.Sub(m.now()), 0), most)
}

// run reads one source once. A panic is that source's fault and nobody else's.
func (m *Monitor) run(ctx context.Context, d *desk) {
	began := m.now()
	defer m.finish(d, began)
	defer func() {
		if p := recover(); p != nil {
			m.log.Error("reading a source failed badly", "source", d.src.ID, "error", p, "stack", string(debug.Stack()))
			m.note(d, began, fmt.Errorf("an error in marsad itself: %v", p))
		}
	}()
	limited, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	var err error
	if d.pushed, err = m.readPushes(limited, d); d.pushed {
		return
	}
	if err != nil {
		m.log.Warn("what a hub sent could not be read; asking the paper", "source", d.src.ID, "error", err)
		d.lookOnly = false
	}
	m.mu.Lock()
	before := d.state
	m.mu.Unlock()
	if d.lookOnly {
		m.lookRun(ctx, limited, d, began, before)
		return
	}
	err = m.poll(limited, d)
	if ctx.Err() != nil && err != nil {
		return // stopped in the middle: no verdict on the source
	}
	m.note(d, began, err)
	m.alarm(ctx, d, before)
}

// finish puts the desk back for its next run.
func (m *Monitor) finish(d *desk, began time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d.running = false
	if d.gone {
		delete(m.desks, d.src.ID)
		return
	}
	d.takeSeat()
	now := m.now()
	if d.pushed || d.lookOnly && d.holdFor == 0 {
		d.due = d.dueAt(now, d.pollAt)
	} else {
		next := m.nextRun(d, began, now)
		d.due = d.dueAt(now, next)
		d.state.NextDueAt, d.dirty = next, true
	}
	if len(d.pushes) > 0 {
		d.due = now
	}
	heap.Push(&m.due, d)
	m.nudge()
}

// nextRun is when a desk's feeds are read next after a run of its schedule.
func (m *Monitor) nextRun(d *desk, began, now time.Time) time.Time {
	next := d.schedule.Next(began).Add(m.jitter(d))
	if !next.After(now) {
		next = d.schedule.Next(now).Add(m.jitter(d))
	}
	if hold := d.hold(next.Sub(now)); hold > 0 {
		next = now.Add(hold)
	}
	// A clock that was set back must not silence a source for the difference.
	if d.src.Every > 0 && next.After(now.Add(2*d.src.Every+d.hold(d.src.Every))) {
		next = now.Add(d.src.Every)
	}
	return m.behindHubs(d, began, next)
}
