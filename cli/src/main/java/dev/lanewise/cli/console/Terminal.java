package dev.lanewise.cli.console;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The terminal that an output of this process leads to, if it is one, and its size at this moment.
 * The kernel is asked by {@code ioctl}, through the JDK: that costs microseconds, so a line can ask
 * each time it is drawn and follow a window that is resized. The size in {@code LINES} and {@code
 * COLUMNS} is not exported by shells, and a child {@code stty} would be a process for each answer.
 *
 * <p>Without {@code --enable-native-access}, which the launcher sets, no output counts as a
 * terminal.
 */
public final class Terminal {

  /** Where results go. */
  public static final Terminal STDOUT = new Terminal(1);

  /** Where progress and messages go. */
  public static final Terminal STDERR = new Terminal(2);

  /** The size where a terminal does not tell its own, and the width of what no terminal shows. */
  public static final Size USUAL = new Size(80, 24);

  private static final int FILE_TYPE = 0xf000;
  private static final int CHARACTER_DEVICE = 0x2000;
  private static final long SIZE_REQUEST_LINUX = 0x5413; // TIOCGWINSZ
  private static final long SIZE_REQUEST_BSD = 0x40087468; // of macOS, and of Linux on POWER
  private static final long BYTES = 8; // struct winsize: rows, columns, pixels twice; shorts

  private final int descriptor;

  Terminal(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Columns and rows of characters. */
  public record Size(int columns, int rows) {}

  /** The size now; empty if this is no terminal. */
  public Optional<Size> size() {
    return isCharacterDevice() ? Libc.IOCTL.flatMap(this::ask) : Optional.empty();
  }

  /** The columns of the terminal, or the usual ones. */
  public int columns() {
    return size().orElse(USUAL).columns();
  }

  /** A terminal is one; pipes and files are not, and are told apart without loading the linker. */
  private boolean isCharacterDevice() {
    try {
      Object mode = Files.getAttribute(Path.of("/dev/fd/" + descriptor), "unix:mode");
      return ((int) mode & FILE_TYPE) == CHARACTER_DEVICE;
    } catch (IOException | RuntimeException e) {
      return false; // closed, or a system without such files
    }
  }

  private Optional<Size> ask(MethodHandle ioctl) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(BYTES, Short.BYTES);
      if ((int) ioctl.invokeExact(descriptor, sizeRequest(), size) != 0) {
        return Optional.empty();
      }
      int rows = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, 0));
      int columns = Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, Short.BYTES));
      return Optional.of(rows > 0 && columns > 0 ? new Size(columns, rows) : USUAL);
    } catch (Throwable e) { // what a method handle declares
      throw new IllegalStateException("ioctl cannot be called", e);
    }
  }

  private static long sizeRequest() {
    boolean usual =
        System.getProperty("os.name").equals("Linux")
            && !System.getProperty("os.arch").startsWith("ppc");
    return usual ? SIZE_REQUEST_LINUX : SIZE_REQUEST_BSD;
  }

  /** The function of the C library, found when the first output may be a terminal. */
  private static final class Libc {

    static final Optional<MethodHandle> IOCTL = find();

    private Libc() {}

    @SuppressWarnings("restricted") // its signature below is that of the C library
    private static Optional<MethodHandle> find() {
      if (!Terminal.class.getModule().isNativeAccessEnabled()) {
        return Optional.empty();
      }
      Linker linker = Linker.nativeLinker();
      FunctionDescriptor signature =
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS);
      return linker
          .defaultLookup()
          .find("ioctl")
          .map(address ->
              linker.downcallHandle(address, signature, Linker.Option.firstVariadicArg(2)));
    }
  }
}
