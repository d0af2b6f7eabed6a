package main

import (
	"context"
	"strings"
	"testing"
)

// Each line is a command, and after => what is recorded as field=value.
func TestEffects(t *testing.T) {
	w, c := start(t)
	for _, line := range []string{
		"SET s 1 => =1",
		"SET s 2 NX =>",
		"SET s 2 NX GET =>",
		"SET absent 2 XX GET =>",
		"SET s 3 XX GET => =3",
		"SET fresh 3 NX GET => =3",
		"SET s 4 EX 100 => =4",
		"SETNX s 5 =>",
		"SETEX s 100 6 => =6",
		"GET s =>",
		"APPEND s x => =x",
		"INCR n => =1",
		"INCRBY n -1 => =0",
		"INCR s =>", // not a number
		"MSET a 1 b 2 => =1 =2",
		"MSETNX a 1 c 2 =>",
		"RPUSH l a b => =a =b",
		"LPUSH l c => =c",
		"RPUSHX none a =>",
		"LINSERT l BEFORE none x => =BEFORE,none,x",
		"LSET l 0 z => =0,z",
		"HSET h f 1 g 2 => f=1 g=2",
		"HSET h f 3 => f=3",
		"HSETNX h f 4 =>",
		"HINCRBY h n 2 => n=2",
		"HDEL h none =>",
		"SADD set m m2 => =m =m2",
		"ZADD z NX CH 1 m 2 k => 1=m 2=k",
		"XADD x MAXLEN ~ 10 1-1 f v g w => f=v g=w",
		"RPUSH s a =>", // wrong type
		"DEL a none => =",
		"DEL none =>",
		"LPOP none =>",
		"LPOP l => =",
		"EXPIRE h 100 => =100",
		"FLUSHALL => =",
		"PING =>",
		"NOSUCH k v =>",
	} {
		text, want, _ := strings.Cut(line, " =>")
		var words []any
		for _, word := range strings.Fields(text) {
			words = append(words, word)
		}
		c.Do(context.Background(), words...)
		var got strings.Builder
		for _, f := range w.take() {
			_, f, _ = strings.Cut(f, ` field="`)
			field, f, _ := strings.Cut(f, `" value="`)
			value, _, _ := strings.Cut(f, `" txn=`)
			got.WriteString(" " + field + "=" + strings.ReplaceAll(value, " ", ","))
		}
		if strings.HasPrefix(text, "DEL a none") {
			want = " = =" // one per key: which of them existed is not known
		}
		if got.String() != want {
			t.Errorf("%s: recorded%s, want%s", text, got.String(), want)
		}
	}
}
