package dev.lanewise.bench.compare;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Stops and continues processes. A library's idle threads spin for a while, a JVM compiles and
 * collects garbage when it likes: nothing of that may take time from who is measured. Linux only.
 */
@SuppressWarnings("restricted") // the JVM has no other way to signal a process
final class Signals {

  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;
  private static final MethodHandle KILL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private static final int SIGKILL = 9;
  private static final int PR_SET_PDEATHSIG = 1;
  private static final MethodHandle PRCTL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("prctl"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
              Linker.Option.firstVariadicArg(1));

  private Signals() {}

  /** Has this process killed when the one that started it ends, however that happens. */
  static void dieWithParent() {
    try {
      var _ = (int) PRCTL.invokeExact(PR_SET_PDEATHSIG, (long) SIGKILL);
    } catch (Throwable e) {
      throw new IllegalStateException("prctl cannot be called", e);
    }
  }

  /** Lets a process rest until {@link #resume}. */
  static void pause(Process process) {
    send(process, SIGSTOP);
  }

  /** Lets a paused process go on. */
  static void resume(Process process) {
    send(process, SIGCONT);
  }

  private static void send(Process process, int signal) {
    try {
      var _ = (int) KILL.invokeExact((int) process.pid(), signal);
    } catch (Throwable e) {
      throw new IllegalStateException("kill cannot be called", e);
    }
  }
}
