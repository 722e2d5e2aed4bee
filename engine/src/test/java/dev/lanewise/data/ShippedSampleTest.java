package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The sample in the checkout is what its README says. Tests run in the folder of their module. */
class ShippedSampleTest {

  private static final Path SAMPLE = Path.of("..", "data", "sample");

  @Test
  void everyFileHasItsChecksum() throws IOException, NoSuchAlgorithmException {
    List<String> lines = Files.readAllLines(SAMPLE.resolve("SHA256SUMS"));
    assertEquals(15, lines.size());
    long size = 0;
    for (String line : lines) {
      String name = line.substring(66);
      Path file = SAMPLE.resolve(name);
      byte[] bytes;
      if (Files.exists(file)) {
        bytes = Files.readAllBytes(file);
        size += bytes.length;
      } else {
        try (var in = new GZIPInputStream(Files.newInputStream(Path.of(file + ".gz")))) {
          bytes = in.readAllBytes();
        }
      }
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      assertEquals(line.substring(0, 64), HexFormat.of().formatHex(digest), name);
    }
    assertTrue(size < 9_500_000, size + " bytes");
  }

  @Test
  void itHasThreePartsAndTenClasses() throws IOException {
    try (Workspace workspace = new Workspace()) {
      DataSet set = DataSets.open(SAMPLE, SplitSizes.DEFAULTS, workspace);
      assertEquals("sample", set.name());
      assertEquals(784, set.inputs());
      assertEquals(Optional.of(new ImageShape(28, 28, 1)), set.shape());
      assertEquals(
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"),
          set.classNames());
      assertArrayEquals(
          new int[] {1122, 1220, 1201, 1212, 1181, 1204, 1244, 1192, 1195, 1229},
          counts(set.train()));
      assertArrayEquals(
          new int[] {204, 220, 189, 193, 200, 191, 205, 195, 200, 203}, counts(set.validation()));
      assertArrayEquals(
          new int[] {406, 395, 413, 396, 414, 384, 388, 414, 416, 374}, counts(set.test()));
    }
  }

  private static int[] counts(Split split) {
    int[] counts = new int[10];
    for (int label : split.labels().toArray()) {
      counts[label]++;
    }
    return counts;
  }
}
