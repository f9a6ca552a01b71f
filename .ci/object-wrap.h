// The headers of Node from 24.19 on give node::ObjectWrap hooks by which the process is aborted when an object is collected while no script runs
// (nodejs/node 65446). Read before better-sqlite3, this leaves them out; with headers that have none it changes nothing.
#include <node.h>
#define AddEnvironmentCleanupHook(isolate, hook, object) static_cast<void>(hook)
#define RemoveEnvironmentCleanupHook(isolate, hook, object) static_cast<void>(hook)
#include <node_object_wrap.h>
#undef AddEnvironmentCleanupHook
#undef RemoveEnvironmentCleanupHook
