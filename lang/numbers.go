package lang

import "unicode/utf8"

// numberSign decides a sign inside a number: 1,000 and ١٬٠٠٠ are 1000; 3.5 and ٣٫٥ are one
// number, so that a watch for 5 does not find it; 17.10.2019 is three. It returns how many
// bytes belong to the number, 0 when the number ends here.
func (sc *scanner) numberSign(r rune, i, n int) int {
	after := sc.digitsFrom(i + n)
	if after == 0 || sc.decimal {
		return 0
	}
	switch r {
	case ',', '،', '٬':
		if after == 3 && sc.thousands() {
			return n
		}
		if r == '٬' || after > 2 {
			return 0
		}
	case '.', '٫':
	default:
		return 0
	}
	if sc.chained(i+n) || sc.afterSign() {
		return 0
	}
	sc.decimal = true
	sc.buf = append(sc.buf, '.')
	return n
}

// thousands tells whether the number read so far may stand before a thousands sign.
func (sc *scanner) thousands() bool {
	first := sc.s[sc.cur.Start:sc.cur.End]
	digits := 0
	for _, r := range first {
		if sc.t.lookup(r).class != digit {
			return true // a thousands sign was seen, and three digits after it
		}
		digits++
	}
	return digits <= 3
}

// digitsFrom counts the digits that stand at i.
func (sc *scanner) digitsFrom(i int) int {
	count := 0
	for i < len(sc.s) {
		r, n := decode(sc.s[i:])
		if sc.t.lookup(r).class != digit {
			break
		}
		count++
		i += n
	}
	return count
}

// chained tells whether the digits at i are followed by another sign and more digits, as in
// a date or an address.
func (sc *scanner) chained(i int) bool {
	for i < len(sc.s) {
		r, n := decode(sc.s[i:])
		if sc.t.lookup(r).class != digit {
			return isNumberSign(r) && sc.digitAt(i+n)
		}
		i += n
	}
	return false
}

// afterSign tells whether the number being read is itself a later link of such a chain.
func (sc *scanner) afterSign() bool {
	r, n := utf8.DecodeLastRuneInString(sc.s[:sc.cur.Start])
	return isNumberSign(r) && sc.digitBefore(sc.cur.Start-n)
}

func isNumberSign(r rune) bool {
	return r == '.' || r == '٫' || r == ',' || r == '،'
}
