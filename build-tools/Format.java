import com.google.googlejavaformat.java.Formatter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Brings every Java file below the current folder into Google style, or checks that it is. Run by
 * the parent pom, from source, in a JVM of the JDK that compiles.
 */
final class Format {

  private Format() {}

  /** Takes one argument, {@code check} or {@code write}. */
  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    Formatter formatter = new Formatter();
    List<Path> wrong = new ArrayList<>();
    for (Path file : sources(Path.of(""))) {
      String text = Files.readString(file);
      String formatted = formatter.formatSourceAndFixImports(text);
      if (!text.equals(formatted)) {
        wrong.add(file);
        if (write) {
          Files.writeString(file, formatted);
        }
      }
    }
    wrong.forEach(file -> System.err.println((write ? "formatted: " : "not formatted: ") + file));
    if (!write && !wrong.isEmpty()) {
      System.err.println("To format every file: mvn -N -Pformat validate");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Format::isSource).sorted().toList();
    }
  }

  private static boolean isSource(Path file) {
    for (Path part : file) {
      String name = part.toString();
      if (name.equals("target") || (name.startsWith(".") && name.length() > 1)) {
        return false;
      }
    }
    return file.toString().endsWith(".java");
  }
}
