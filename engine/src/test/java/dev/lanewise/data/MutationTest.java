package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.memory.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files by the thousand: each is either read or rejected as malformed, soon and in little
 * memory. The seeds are fixed, so a failure repeats.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MutationTest {

  private static final long BUDGET = 8 << 20; // deflate's ratio times these files' size, and more

  @TempDir Path folder;

  @Test
  void plainIdx() throws IOException {
    SetFiles.idxFolder(folder);
    mutate(List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte"), 1, 3000);
  }

  @Test
  void packedIdx() throws IOException {
    SetFiles.idxGzFolder(folder);
    mutate(List.of("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"), 2, 3000);
  }

  /** Damage inside intact gzip members, behind the checksum's back. */
  @Test
  void idxInsideGzip() throws IOException {
    SetFiles.idxGzFolder(folder);
    Random random = new Random(3);
    Path file = folder.resolve("train-images-idx3-ubyte.gz");
    byte[] whole = SetFiles.idxImages(1, 20, 2, 3);
    int rejected = 0;
    for (int i = 0; i < 3000; i++) {
      Files.write(file, SetFiles.gzip(damaged(whole, random)));
      rejected += isRejected("seed 3, mutation " + i) ? 1 : 0;
    }
    assertMixed(rejected, 3000);
  }

  @Test
  void cifar10() throws IOException {
    SetFiles.cifarFolder(folder);
    mutate(List.of("data_batch_1.bin", "test_batch.bin"), 4, 1000);
  }

  @Test
  void classNames() throws IOException {
    SetFiles.idxFolder(folder);
    Files.writeString(folder.resolve("classes.txt"), "a\nbb\nccc\nd\u00e9\ne\nf\ng\n");
    mutate(List.of("classes.txt"), 5, 1000);
  }

  private void mutate(List<String> names, long seed, int mutations) throws IOException {
    Random random = new Random(seed);
    int rejected = 0;
    for (int i = 0; i < mutations; i++) {
      Path file = folder.resolve(names.get(i % names.size()));
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, damaged(whole, random));
      rejected += isRejected("seed " + seed + ", mutation " + i + " of " + file) ? 1 : 0;
      Files.write(file, whole);
    }
    assertMixed(rejected, mutations);
  }

  private static void assertMixed(int rejected, int mutations) {
    assertTrue(rejected > mutations / 10, () -> rejected + " rejected: too little damage");
  }

  private boolean isRejected(String what) {
    try (Workspace workspace = new Workspace(BUDGET)) {
      DataSets.open(folder, SplitSizes.DEFAULTS, workspace);
      return false;
    } catch (MalformedFileException e) {
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith(folder.toString()), () -> what + ": " + message);
      return true;
    } catch (IOException | RuntimeException | Error e) {
      return fail(what, e);
    }
  }

  /** One to three of: a flipped bit, a rogue byte, bytes cut out, doubled or appended, an end. */
  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole;
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(4) == 0 ? random.nextInt(24) : random.nextInt(bytes.length + 1);
      at = Math.min(at, bytes.length);
      int end = Math.min(bytes.length, at + 1 + random.nextInt(8));
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> with(bytes, at, b -> b ^ 1 << random.nextInt(8));
            case 1 -> with(bytes, at, b -> List.of(0, 1, 127, 128, 255).get(random.nextInt(5)));
            case 2 -> splice(bytes, at, end, new byte[0]);
            case 3 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
            case 4 -> splice(bytes, bytes.length, bytes.length, new byte[1 + random.nextInt(9)]);
            default -> Arrays.copyOf(bytes, at);
          };
    }
    return bytes;
  }

  private static byte[] with(byte[] bytes, int at, IntUnaryOperator change) {
    byte[] changed = bytes.clone();
    if (at < bytes.length) {
      changed[at] = (byte) change.applyAsInt(bytes[at]);
    }
    return changed;
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] insert) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(insert);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }
}
