/*
 * Makes a copy of a native module meet what Electron does: V8's memory cage refuses buffers over foreign memory. The
 * copy imports these instead of Node's own. Loaded with RTLD_GLOBAL, as a module that offers nothing.
 */
#include <stddef.h>

enum { NO_EXTERNAL_BUFFERS_ALLOWED = 22 };

int Xapi_create_external_arraybuffer(void *env, void *data, size_t length, void *end, void *hint, void **result) {
  (void)env, (void)data, (void)length, (void)end, (void)hint, (void)result;
  return NO_EXTERNAL_BUFFERS_ALLOWED;
}

int Xapi_create_external_buffer(void *env, size_t length, void *data, void *end, void *hint, void **result) {
  (void)env, (void)length, (void)data, (void)end, (void)hint, (void)result;
  return NO_EXTERNAL_BUFFERS_ALLOWED;
}

void *napi_register_module_v1(void *env, void *exports) {
  (void)env;
  return exports;
}
