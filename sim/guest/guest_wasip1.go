package guest

import (
	"fmt"
	"os"
	"sync"
	"syscall"
	"unsafe"

	"github.com/onceover/onceover/sim/trace"
)

// controlFD is the descriptor on which the world delivers control messages.
const controlFD = 101

// worldPoint hands the world a request and returns how many bytes of answer it wrote.
//
//go:wasmimport onceover point
//go:noescape
func worldPoint(req unsafe.Pointer, reqLen int32, ans unsafe.Pointer, ansCap int32) int32

// buffers are reused by all calls: the call into the world is synchronous, but a goroutine may be switched away while it
// encodes, so they are guarded.
var buffers struct {
	sync.Mutex
	request []byte
	answer  [1024]byte
}

func call(r Request) Verdict {
	buffers.Lock()
	defer buffers.Unlock()
	buffers.request = AppendRequest(buffers.request[:0], r)
	n := worldPoint(unsafe.Pointer(unsafe.SliceData(buffers.request)), int32(len(buffers.request)),
		unsafe.Pointer(&buffers.answer), int32(len(buffers.answer)))
	if n < 0 || int(n) > len(buffers.answer) {
		panic(fmt.Sprintf("guest: the world answered %d bytes to %s at %s", n, r.Op, r.Stage))
	}
	v, err := ParseVerdict(buffers.answer[:n])
	if err != nil {
		panic(fmt.Sprintf("guest: answer to %s at %s: %v", r.Op, r.Stage, err))
	}
	return v
}

func point(stage Stage, op, client string, args []trace.Arg) Verdict {
	return call(Request{Stage: stage, Op: op, Client: client, Args: args})
}

func record(name, client string, args []trace.Arg) {
	call(Request{Stage: recordStage, Op: name, Client: client, Args: args})
}

var control = sync.OnceValue(func() <-chan []byte {
	messages := make(chan []byte)
	if err := syscall.SetNonblock(controlFD, true); err != nil {
		panic("guest: no control descriptor: " + err.Error())
	}
	go receive(os.NewFile(controlFD, "control"), messages)
	return messages
})

// receive ends with the descriptor, and never closes messages: a service that waits for the next one just waits on.
func receive(f *os.File, messages chan<- []byte) {
	for {
		msg, err := ReadControl(f)
		if err != nil {
			return
		}
		messages <- msg
	}
}
