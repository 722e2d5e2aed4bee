package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both compilers of HotSpot can compile every tile whole, by their own record: C1 does not run out
 * of its virtual registers, after which a method may stay on a lower level for good, and C2 inlines
 * all that a tile calls. So warm products and fused steps make no garbage, in the same JVMs.
 */
class CompilationTest {

  private static final Pattern TASK =
      Pattern.compile("<task .*method='dev\\.lanewise\\.kernels\\.vector\\.(MicroKernel_\\S+) .*");
  private static final Pattern FAILURE = Pattern.compile("<failure reason='([^']*)'.*");
  private static final String LEVEL = " level='";
  private static final String REFUSED = "<inline_fail reason='NodeCountInliningCutoff'/>";

  /** Failures that have another attempt follow them. */
  private static final Set<String> PASSING = Set.of("stale task", "concurrent class loading");

  @TempDir private Path folder;

  @Test
  void tilesAreCompiledWhole() throws IOException, InterruptedException {
    check();
  }

  @Test
  void tilesFor16RegistersAreCompiledWhole() throws IOException, InterruptedException {
    check("-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2");
  }

  private void check(String... options) throws IOException, InterruptedException {
    Path log = folder.resolve("compiler.log");
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-XX:+UnlockDiagnosticVMOptions");
    all.add("-XX:+LogCompilation");
    all.add("-XX:LogFile=" + log);
    Garbage.assertNone(FreshJvm.run(Garbage.class, all.toArray(String[]::new)));

    List<String> complaints = new ArrayList<>();
    Set<String> compiled = new TreeSet<>();
    read(log, complaints, compiled);
    assertTrue(compiled.size() > 20, "tiles compiled by C2: " + compiled);
    assertEquals(List.of(), complaints);
  }

  /** The log is one of XML elements, a line each, but no whole document. */
  private static void read(Path log, List<String> complaints, Set<String> compiled)
      throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
      String tile = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher task = TASK.matcher(line);
        Matcher failure = FAILURE.matcher(line);
        if (task.matches()) {
          tile = task.group(1);
          if (!line.contains(LEVEL)) { // that of C2 is not told
            compiled.add(tile);
          }
        } else if (line.startsWith("</task>") || line.startsWith("<task_done")) {
          tile = null;
        } else if (tile != null && line.equals(REFUSED)) {
          complaints.add(tile + ": a call is not inlined");
        } else if (tile != null && failure.matches() && !PASSING.contains(failure.group(1))) {
          complaints.add(tile + ": " + failure.group(1));
        }
      }
    }
  }
}
