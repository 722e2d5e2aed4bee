package dev.lanewise.cli.console;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * A Ctrl-C while the JVM goes down already. The JVM's own handler waits there for the shutdown
 * hooks and so does nothing. The one way to another is {@code sun.misc.Signal}, which is called by
 * reflection: javac warns of it whatever is suppressed.
 */
final class SecondInterrupt {

  private SecondInterrupt() {}

  /** From now on a Ctrl-C ends the JVM at once; where it cannot be asked for, nothing changes. */
  static void haltsFromNowOn() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle halt =
          MethodHandles.lookup()
              .findStatic(
                  SecondInterrupt.class, "halt", MethodType.methodType(void.class, Object.class));
      Object interrupt = signal.getConstructor(String.class).newInstance("INT");
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, interrupt, MethodHandleProxies.asInterfaceInstance(handler, halt));
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return; // the first signal still ends it
    }
  }

  @SuppressWarnings("unused") // called by its handle
  private static void halt(Object signal) {
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
  }
}
