// Node 24.19 and 26.4 brought hooks into node::ObjectWrap that abort the process when an object is collected while no script runs (nodejs/node 65446).
// Given to the compiler before better-sqlite3, this leaves them out; with other headers it changes nothing.
#include <node.h>
#define AddEnvironmentCleanupHook(isolate, hook, object) static_cast<void>(hook)
#define RemoveEnvironmentCleanupHook(isolate, hook, object) static_cast<void>(hook)
#include <node_object_wrap.h>
#undef AddEnvironmentCleanupHook
#undef RemoveEnvironmentCleanupHook
