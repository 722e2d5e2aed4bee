package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.cli.options.NormalizeOption;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.memory.Workspace;
import dev.lanewise.search.SearchSpace;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialResult;
import dev.lanewise.search.TrialResult.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose a results file is. */
class ResultsFileTest {

  private static final Trial TRIAL = new SearchSpace().grid(3, 2).getFirst();

  @TempDir private Path temp;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = temp.resolve("t.csv");
  }

  private ResultsFile open(boolean resume) {
    try (Workspace workspace = new Workspace()) {
      Split one = Split.of(workspace, new float[][] {{1, 2, 3}}, new int[] {0});
      RunData data =
          RunData.of(new DataOptions(), new DataSet("x", one, one, one, List.of("a", "b")));
      data.sha256(); // computed while there is memory
      RunContext shared = RunContext.of(data, new NormalizeOption());
      return ResultsFile.open(file, new ResultLines(file, shared, false, List.of(TRIAL)), resume);
    }
  }

  private void assertRefused(boolean resume, String expected) {
    CliException e = assertThrows(CliException.class, () -> open(resume).close());
    assertEquals(ExitCode.RESOURCES, e.exitCode());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(file + ": ") && message.contains(expected), message);
  }

  /** It was not there when the command looked. */
  @Test
  void aFileThatAppearedMeanwhileIsNotTouched() throws IOException {
    Files.writeString(file, "mine");
    assertRefused(false, "somebody else");
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void aFileThatIsOpenIsRefused() throws IOException {
    try (ResultsFile first = open(true)) {
      assertEquals(List.of(), first.read());
      assertRefused(true, "another search");
      assertRefused(false, "somebody else");
      first.append(
          new TrialResult(TRIAL, Status.DIVERGED, Double.NaN, Double.NaN, List.of(), 0, "", ""));
    }
    String written = Files.readString(file);
    assertEquals(2, written.lines().count());
    try (ResultsFile again = open(true)) {
      assertEquals(1, again.read().size());
    }
    assertEquals(written, Files.readString(file));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutALineNothingIsLeft(boolean resume) throws IOException {
    open(resume).close();
    assertFalse(Files.exists(file));
    Files.createFile(file);
    open(true).close();
    assertTrue(Files.exists(file), "it is not ours to delete");
  }
}
