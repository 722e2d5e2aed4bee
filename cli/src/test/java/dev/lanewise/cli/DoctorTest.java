package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.Backends;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

  @TempDir private Path empty;

  @Test
  void json() {
    CommandRun run = CommandRun.of("doctor", "--json", "--data-dir", empty.toString());
    Map<String, Object> document = run.done().document();
    assertEquals("", run.err());
    assertEquals(
        List.of(
            "command",
            "status",
            "version",
            "jdk",
            "system",
            "backend",
            "vectorBits",
            "threads",
            "availableMemoryMiB",
            "dataDir",
            "dataSets",
            "equalBits",
            "gradientError",
            "tiles",
            "warmUpSeconds",
            "fmaPeakGflops",
            "productGflops",
            "stepSamplesPerSecond",
            "slow"),
        List.copyOf(document.keySet()));
    assertEquals("doctor", document.get("command"));
    assertEquals("done", document.get("status"));
    assertEquals(Runtime.version().toString(), document.get("jdk"));
    assertEquals(Backends.widestVectorBits(), document.get("vectorBits"));
    assertEquals(Runtime.getRuntime().availableProcessors(), document.get("threads"));
    assertTrue(((Number) document.get("availableMemoryMiB")).longValue() > 0);
    assertEquals(empty.toString(), document.get("dataDir"));
    assertTrue(document.get("dataSets") instanceof List<?>);
    assertEquals(true, document.get("equalBits"));
    double error = (Double) document.get("gradientError");
    assertTrue(error > 0 && error < 0.01, () -> "gradients differ by " + error);
    assertTrue(((String) document.get("tiles")).contains(" vectors of "));
    for (String speed : List.of("fmaPeakGflops", "productGflops", "stepSamplesPerSecond")) {
      assertTrue(((Number) document.get(speed)).longValue() > 0, speed);
    }
  }

  @Test
  void text() {
    CommandRun run =
        CommandRun.of("doctor", "--threads", "3", "--backend", "scalar", "--data-dir", "" + empty);
    assertEquals("", run.done().err());
    String text = run.out().replaceAll(" +", " ");
    for (String line :
        List.of(
            "JDK " + Runtime.version() + " in ",
            "backend scalar\n",
            "vector bits 0\n",
            "threads 3\n",
            "data folder " + empty + "\n",
            "slow scalar kernels: ",
            "equal bits yes: ",
            "gradients agree: ",
            "tiles none\n",
            " s to compile them\n",
            "FMA peak 0 GFLOPS in registers\n",
            " GFLOPS, 512 cubed\n",
            " samples/s: 3072 inputs, hidden 100, batch 100\n")) {
      assertTrue(text.contains(line), () -> line + "not in\n" + text);
    }
  }
}
