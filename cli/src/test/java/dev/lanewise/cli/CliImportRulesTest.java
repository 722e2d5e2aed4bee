package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may import what: there are no circles between the packages of the command line. */
class CliImportRulesTest {

  /** Tests run in the folder of their module. */
  private static final Path ROOT = Path.of("src", "main", "java", "dev", "lanewise", "cli");

  /** What each package may name besides itself; the commands are the package without a name. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "console", Set.of(),
          "fetch", Set.of("console"),
          "pictures", Set.of("console"),
          "options", Set.of("console", "fetch", "pictures"),
          "", Set.of("console", "fetch", "options"));

  /** A package of ours, wherever it is named but in the line that says where a file belongs. */
  private static final Pattern OURS =
      Pattern.compile("(?<!\\bpackage )\\bdev\\.lanewise\\.cli\\b(?:\\.([a-z]\\w*))?");

  private static List<String> violations(String folder, String code) {
    Set<String> allowed = ALLOWED.get(folder);
    if (allowed == null) {
      return List.of("no rule for package " + folder);
    }
    List<String> violations = new ArrayList<>();
    for (MatchResult match : OURS.matcher(code).results().toList()) {
      String other = match.group(1) == null ? "" : match.group(1);
      if (!other.equals(folder) && !allowed.contains(other)) {
        violations.add("'" + folder + "' may not name '" + other + "'");
      }
    }
    return violations;
  }

  @Test
  void everySourceFileKeepsThem() throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(ROOT)) {
      files = walk.filter(file -> file.toString().endsWith(".java")).toList();
    }
    assertTrue(files.size() > 45, "only " + files.size() + " files");
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      String folder = ROOT.relativize(file.resolveSibling("")).toString();
      violations(folder, Files.readString(file)).forEach(line -> found.add(file + ": " + line));
    }
    assertEquals("", String.join("\n", found));
  }

  @ParameterizedTest
  @CsvSource({
    "console, import dev.lanewise.cli.fetch.Patience;",
    "fetch, import static dev.lanewise.cli.options.BackendOptions.name;",
    "options, import dev.lanewise.cli.*;",
    "newcomer, int x;"
  })
  void aPlantedViolationIsFound(String folder, String code) {
    assertEquals(1, violations(folder, code).size());
  }
}
