package dev.lanewise.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may import what: the engine's sources keep the rules of docs/architecture. */
class ImportRulesTest {

  /** Tests run in the folder of their module. */
  private static final Path ROOT = Path.of("src", "main", "java", "dev", "lanewise");

  @Test
  void everySourceFileKeepsThem() throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(ROOT)) {
      files = walk.filter(file -> file.toString().endsWith(".java")).toList();
    }
    assertTrue(files.size() > 60, "only " + files.size() + " files");
    List<String> violations = new ArrayList<>();
    for (Path file : files) {
      String name = ROOT.relativize(file).toString().replace('\\', '/');
      violations.addAll(SourceFile.of(name, Files.readString(file)).violations());
    }
    assertEquals("", String.join("\n", violations));
  }

  @ParameterizedTest
  @CsvSource({
    "memory/A.java, import dev.lanewise.parallel.Parallel;",
    "random/A.java, import dev.lanewise.memory.Matrix;",
    "io/A.java, import dev.lanewise.data.Split;",
    "kernels/A.java, import dev.lanewise.kernels.vector.GemmProblem;",
    "kernels/A.java, import dev.lanewise.kernels.vector.*;",
    "data/A.java, import static dev.lanewise.kernels.Backends.auto;",
    "activation/A.java, import dev.lanewise.memory.Matrix;",
    "loss/A.java, import dev.lanewise.kernels.Kernels;",
    "optim/A.java, import dev.lanewise.model.NetSpec;",
    "model/A.java, import dev.lanewise.data.DataSet;",
    "train/A.java, import dev.lanewise.cli.Main;",
    "train/A.java, import dev.lanewise.kernels.vector.Lanes;",
    "memory/A.java, int x = dev.lanewise.kernels.Backends.widestVectorBits();",
    "memory/A.java, int x = dev . lanewise .kernels.Backends.widestVectorBits();",
    "memory/A.java, String s = \"//\"; dev.lanewise.io.Dtype d;",
    "kernels/A.java, import jdk.incubator.vector.FloatVector;",
    "io/A.java, import java.io.ObjectInputStream;",
    "train/A.java, new Thread(() -> {}).start();",
    "train/A.java, import java.util.concurrent.ForkJoinPool;",
    "train/A.java, import java.util.concurrent.ExecutorService;",
    "data/A.java, ThreadLocal<int[]> x;",
    "data/A.java, list.parallelStream().sum();",
    "data/A.java, IntStream.range(1).parallel().sum();",
    "memory/Matrix.java, Arena arena = Arena.ofShared();",
    "newcomer/A.java, int x;",
    "A.java, int x;"
  })
  void aPlantedViolationIsFound(String name, String code) {
    assertEquals(1, SourceFile.of(name, code).violations().size());
  }

  @Test
  void aLiteralHidesNothingButItself() {
    String code = "char c = '\"'; dev.lanewise.io.Dtype d; char e = '\"';";
    assertEquals(1, SourceFile.of("memory/A.java", code).violations().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "package dev.lanewise.kernels; import dev.lanewise.memory.Matrix; ThreadLocal<int[]> x;",
        "// dev.lanewise.train.Solver",
        "/** {@link dev.lanewise.train.Solver}\n Thread */ int x;",
        "String s = \"dev.lanewise.kernels.vector. Thread \\\" Arena\"; int x;",
        "String s = \"\"\"\n  dev.lanewise.train \"Arena\"\n  \"\"\";",
        "import java.util.concurrent.ThreadLocalRandom; import"
            + " java.util.concurrent.atomic.AtomicLong;"
      })
  void whatIsAllowedOrNoCodeIsNot(String code) {
    assertEquals(List.of(), SourceFile.of("kernels/A.java", code).violations());
  }
}
