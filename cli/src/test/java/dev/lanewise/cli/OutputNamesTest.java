package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that cannot have their names: exit code 5 before a word is said or a byte written. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class OutputNamesTest {

  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_PATH = 4095;
  private static final String IMAGES = "train-images-idx3-ubyte";

  @TempDir private Path temp;
  private Path tiny = Path.of("");

  @BeforeEach
  void writeData() throws IOException {
    tiny = TinyData.write(temp.resolve("tiny"));
  }

  private CommandRun run(String command, String... outputs) {
    return CommandRun.of(
        List.of(command, "--data", tiny.toString(), "--epochs", "1", "--batch-size", "10"),
        outputs);
  }

  private static Map<Path, byte[]> contents(Path folder) throws IOException {
    Map<Path, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file, Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private void assertRefused(String command, String option, Path file, String reason)
      throws IOException {
    Map<Path, byte[]> before = contents(temp);
    String line = run(command, option, file.toString()).error(5);
    assertTrue(line.startsWith("lanewise: " + file), line);
    assertTrue(line.contains(reason), line);
    Map<Path, byte[]> after = contents(temp);
    assertEquals(before.keySet(), after.keySet());
    before.forEach((path, bytes) -> assertArrayEquals(bytes, after.get(path), path.toString()));
  }

  private void assertTooLong(String command, String option, Path file) throws IOException {
    assertRefused(command, option, file, "File name too long");
  }

  private static String name(int length, String end) {
    return "n".repeat(length - end.length()) + end;
  }

  @Test
  void namesThatAreTooLong() throws IOException {
    Path model = temp.resolve(name(LONGEST_NAME + 1, ".safetensors"));
    assertTooLong("train", "--model", model);
    assertTooLong("grid", "--model", model);
    assertTooLong("grid", "--report", temp.resolve(name(LONGEST_NAME + 1, ".html")));
    assertTooLong("grid", "--results", temp.resolve(name(LONGEST_NAME + 1, ".csv")));
  }

  /** The checkpoint has the longer name. */
  @Test
  void namesWithACheckpointThatIsTooLong() throws IOException {
    String end = ".checkpoint";
    assertTooLong("grid", "--results", temp.resolve(name(LONGEST_NAME - end.length() + 1, ".csv")));
    Path fits = temp.resolve(name(LONGEST_NAME - end.length(), ".csv"));
    run("grid", "--results", fits.toString()).done();
    assertTrue(Files.exists(fits));
  }

  @Test
  void theLongestNamesAreWritten() {
    Path model = temp.resolve(name(LONGEST_NAME, ".safetensors"));
    run("train", "--model", model.toString()).done();
    assertTrue(Files.exists(model));
  }

  /** A file is written under a temporary name, which makes a longer path than the file's. */
  @Test
  void aFolderSoDeepThatNoTemporaryNameFits() throws IOException {
    Path folder = temp.toRealPath();
    int most = LONGEST_PATH - "/m".length();
    while (folder.toString().length() < most - 1) {
      int left = most - folder.toString().length() - 1;
      folder = Files.createDirectory(folder.resolve("d".repeat(Math.min(left, 200))));
    }
    Path model = folder.resolve("m");
    assertTooLong("train", "--model", model);
    Files.writeString(model, "its own name fits");
  }

  private void assertIsData(String command, String option, Path file) throws IOException {
    assertRefused(command, option, file, "of the data set in use");
  }

  @Test
  void filesOfTheDataSetUnderAnyName() throws IOException {
    Path images = tiny.resolve(IMAGES);
    assertIsData("train", "--model", images);
    assertIsData("grid", "--model", images);
    assertIsData("grid", "--report", images);
    assertIsData("train", "--model", tiny.resolve("..").resolve("tiny").resolve(IMAGES));
    Path link = Files.createSymbolicLink(temp.resolve("link"), images);
    assertIsData("train", "--model", link);
    Path twice = Files.createSymbolicLink(temp.resolve("twice"), link);
    assertIsData("grid", "--report", twice);
    Path folder = Files.createSymbolicLink(temp.resolve("folder"), tiny);
    assertIsData("train", "--model", folder.resolve(IMAGES));
    Path hard = Files.createLink(temp.resolve("hard"), images);
    assertIsData("train", "--model", hard);
  }

  /** The set's own file may be the link. */
  @Test
  void filesThatTheDataSetLinksTo() throws IOException {
    Path elsewhere = temp.resolve("elsewhere");
    Files.move(tiny.resolve(IMAGES), elsewhere);
    Files.createSymbolicLink(tiny.resolve(IMAGES), elsewhere);
    assertIsData("train", "--model", elsewhere);
  }

  @Test
  void filesInFoldersOfTheirNames() throws IOException {
    Path images = tiny.resolve(IMAGES);
    byte[] content = Files.readAllBytes(images);
    Files.delete(images);
    Files.createDirectory(images);
    Path inside = Files.write(images.resolve(IMAGES), content);
    assertIsData("train", "--model", inside);
  }

  /** Read as part of the set the next time. */
  @Test
  void namesThatWouldBecomePartOfTheDataSet() throws IOException {
    for (String name :
        List.of(
            "classes.txt", "validation-images-idx3-ubyte", IMAGES + ".gz", "data_batch_1.bin")) {
      assertIsData("train", "--model", tiny.resolve(name));
      assertIsData("grid", "--results", tiny.resolve(name));
      Path link = Files.createSymbolicLink(temp.resolve("to-" + name), tiny.resolve(name));
      assertIsData("grid", "--report", link);
      assertFalse(Files.exists(tiny.resolve(name)));
    }
  }

  @Test
  void aResultsFileToGoOnWithIsNoDataEither() throws IOException {
    Path images = tiny.resolve(IMAGES);
    byte[] before = Files.readAllBytes(images);
    String line = run("grid", "--resume", "--results", images.toString()).error(5);
    assertTrue(line.contains("of the data set in use"), line);
    assertArrayEquals(before, Files.readAllBytes(images));
  }

  @Test
  void otherFilesInTheFolderOfTheDataAreFree() {
    String model = tiny.resolve("net.safetensors").toString();
    run("train", "--model", model).done();
    run("train", "--model", model).done();
  }
}
