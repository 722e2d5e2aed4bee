package dev.lanewise.structure;

import java.nio.file.Path;

/** The file of JVM options that the launcher, the tests and embedders share. */
public final class JvmOptions {

  /** The file within the engine's jar. */
  static final String RESOURCE = "META-INF/lanewise/jvm.options";

  static final Path FILE = Path.of("src", "main", "resources").resolve(RESOURCE);

  private JvmOptions() {}

  /** The argument of {@code java} that has it read the file. */
  public static String argument() {
    return "@" + FILE.toAbsolutePath();
  }
}
