package dev.lanewise.cli.console;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** A pseudo-terminal of the system: what is written to its file is read here. */
public final class Pty implements AutoCloseable {

  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
  private static final int READ_AND_WRITE = 2;
  private static final int NOT_CONTROLLING = LINUX ? 0x100 : 0x20000;
  private static final long SET_SIZE = LINUX ? 0x5414 : 0x80087467L;

  private static final MemoryLayout INT = ValueLayout.JAVA_INT;
  private static final MemoryLayout LONG = ValueLayout.JAVA_LONG;
  private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

  private final int master;
  private final int slave;
  private final String path;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Thread reader = new Thread(this::readAll, "pty");

  /** A terminal of a size. */
  public Pty(int columns, int rows) {
    this.master = call("posix_openpt", READ_AND_WRITE | NOT_CONTROLLING);
    call("grantpt", master);
    call("unlockpt", master);
    this.path = name();
    resize(columns, rows);
    this.slave = open();
    reader.setDaemon(true);
    reader.start();
  }

  /** The descriptor that a program has of it. */
  public int descriptor() {
    return slave;
  }

  /** Its file. */
  public File file() {
    return new File(path);
  }

  /** Changes the size. */
  public void resize(int columns, int rows) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(8, 2);
      size.set(ValueLayout.JAVA_SHORT, 0, (short) rows);
      size.set(ValueLayout.JAVA_SHORT, 2, (short) columns);
      check("ioctl", (int) function("ioctl", 2, INT, LONG, POINTER).invoke(master, SET_SIZE, size));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** What was written so far. */
  public String text() {
    synchronized (output) {
      return output.toString(StandardCharsets.UTF_8);
    }
  }

  private void readAll() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(4096);
      while (true) {
        long count =
            (long) function(LONG, "read", 3, INT, POINTER, LONG).invoke(master, block, 4096L);
        if (count <= 0) {
          return;
        }
        synchronized (output) {
          output.writeBytes(block.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
        }
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it once all writers have, and waits for the last of what they wrote. */
  @Override
  public void close() {
    call("close", slave);
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    call("close", master);
  }

  private static int call(String name, int argument) {
    try {
      return check(name, (int) function(name, 1, INT).invoke(argument));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private int open() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      int flags = READ_AND_WRITE | NOT_CONTROLLING;
      return check("open", (int) function("open", 2, POINTER, INT).invoke(name, flags));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("restricted") // a name is short
  private String name() {
    try {
      MemorySegment name = (MemorySegment) function(POINTER, "ptsname", 1, INT).invoke(master);
      return name.reinterpret(64).getString(0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int check(String name, int result) {
    if (result < 0) {
      throw new IllegalStateException(name + " failed");
    }
    return result;
  }

  private static MethodHandle function(String name, int fixed, MemoryLayout... arguments) {
    return function(INT, name, fixed, arguments);
  }

  @SuppressWarnings("restricted") // functions of the C library, as they are declared there
  private static MethodHandle function(
      MemoryLayout result, String name, int fixed, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    Linker.Option[] variadic =
        fixed < arguments.length
            ? new Linker.Option[] {Linker.Option.firstVariadicArg(fixed)}
            : new Linker.Option[0];
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(() -> new IllegalStateException(name)),
        FunctionDescriptor.of(result, arguments),
        variadic);
  }
}
