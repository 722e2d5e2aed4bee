package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Equal for data that train the same, different for all others. */
class DataChecksumTest {

  private static final int ROWS = 7;
  private static final int INPUTS = 3;
  private static final int TRAIN = 4;
  private static final List<String> NAMES = List.of("a", "b", "c");

  private static byte[] bytes() {
    byte[] bytes = new byte[ROWS * INPUTS];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 77 + 100);
    }
    return bytes;
  }

  private static int[] labels() {
    return new int[] {0, 1, 2, 0, 1, 2, 0};
  }

  private static Pixels pixels(Workspace workspace, byte[] bytes, int inputs) {
    Pixels pixels = workspace.pixels(bytes.length / inputs, inputs);
    MemorySegment.copy(bytes, 0, pixels.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
    return pixels;
  }

  /** The first rows train, the others validate; the test part is the first row. */
  private static DataSet divided(Split all, int train) {
    return new DataSet(
        "x", all.slice(0, train), all.slice(train, all.size()), all.slice(0, 1), NAMES);
  }

  private static String of(Workspace workspace, byte[] bytes, int[] labels, int train) {
    Split all = new Split(pixels(workspace, bytes, INPUTS), workspace.labels(labels));
    return DataChecksum.of(divided(all, train));
  }

  private static String of(Workspace workspace, float[][] values) {
    return DataChecksum.of(divided(Split.of(workspace, values, labels()), TRAIN));
  }

  private static float[][] floats() {
    float[][] values = new float[ROWS][INPUTS];
    for (int i = 0; i < ROWS * INPUTS; i++) {
      values[i / INPUTS][i % INPUTS] = i * 0.3f - 2;
    }
    return values;
  }

  @Test
  void everyPixelAndEveryLabelCounts() {
    try (Workspace workspace = new Workspace()) {
      Set<String> seen = new HashSet<>();
      seen.add(of(workspace, bytes(), labels(), TRAIN));
      for (int i = 0; i < ROWS * INPUTS; i++) {
        byte[] changed = bytes();
        changed[i] ^= (byte) 0x80;
        assertTrue(seen.add(of(workspace, changed, labels(), TRAIN)), "pixel " + i);
      }
      for (int i = 0; i < ROWS; i++) {
        int[] changed = labels();
        changed[i] = (changed[i] + 1) % 3;
        assertTrue(seen.add(of(workspace, bytes(), changed, TRAIN)), "label " + i);
      }
    }
  }

  @Test
  void everyFloatCounts() {
    try (Workspace workspace = new Workspace()) {
      Set<String> seen = new HashSet<>();
      seen.add(of(workspace, floats()));
      for (int i = 0; i < ROWS * INPUTS; i++) {
        float[][] changed = floats();
        changed[i / INPUTS][i % INPUTS] = Math.nextUp(changed[i / INPUTS][i % INPUTS]);
        assertTrue(seen.add(of(workspace, changed)), "value " + i);
      }
    }
  }

  @Test
  void whereTheTrainingPartEndsCounts() {
    try (Workspace workspace = new Workspace()) {
      Set<String> seen = new HashSet<>();
      for (int train = 1; train <= ROWS; train++) {
        assertTrue(seen.add(of(workspace, bytes(), labels(), train)), train + " training rows");
      }
    }
  }

  /** The same bytes and labels in rows of another width, and the same numbers as floats. */
  @Test
  void shapeAndTypeCount() {
    try (Workspace workspace = new Workspace()) {
      byte[] same = new byte[12];
      Labels labels = workspace.labels(new int[] {0, 0});
      Labels more = workspace.labels(new int[] {0, 0, 0});
      Set<String> seen = new HashSet<>();
      seen.add(DataChecksum.of(divided(new Split(pixels(workspace, same, 6), labels), 1)));
      seen.add(DataChecksum.of(divided(new Split(pixels(workspace, same, 4), more), 1)));
      seen.add(DataChecksum.of(divided(new Split(workspace.matrix(2, 6), labels), 1)));
      seen.add(DataChecksum.of(divided(new Split(workspace.matrix(3, 4), more), 1)));
      assertEquals(4, seen.size());
    }
  }

  /** Where it lies in memory does not count, nor names, nor the test part. */
  @Test
  void equalDataHaveEqualChecksums() {
    String expected;
    try (Workspace workspace = new Workspace()) {
      expected = of(workspace, bytes(), labels(), TRAIN);
    }
    try (Workspace workspace = new Workspace()) {
      Split all = new Split(pixels(workspace, bytes(), INPUTS), workspace.labels(labels()));
      DataSet other =
          new DataSet(
              "other",
              all.slice(0, TRAIN),
              all.slice(TRAIN, ROWS),
              all.slice(2, 5),
              List.of("x", "y", "z"));
      assertEquals(expected, DataChecksum.of(other));
    }
  }

  /** Padding between rows is not part of the data. */
  @Test
  void paddingDoesNotCount() {
    try (Workspace workspace = new Workspace()) {
      String expected = of(workspace, floats());
      for (int stride : new int[] {INPUTS, INPUTS + 2}) {
        MemorySegment memory = Workspace.scratch(4L * stride * ROWS);
        memory.fill((byte) 0x5a);
        Matrix samples = Matrix.of(memory, ROWS, INPUTS, stride);
        for (int i = 0; i < ROWS; i++) {
          samples.slice(i, i + 1).copyFrom(floats()[i]);
        }
        Split all = new Split(samples, workspace.labels(labels()));
        assertEquals(expected, DataChecksum.of(divided(all, TRAIN)));
      }
    }
  }

  /** The checksum of both parts together is that of the data set that trains on all rows. */
  @Test
  void bothPartsTogetherAreOneTrainingPart() {
    try (Workspace workspace = new Workspace()) {
      Split pixels = new Split(pixels(workspace, bytes(), INPUTS), workspace.labels(labels()));
      Split floats = Split.of(workspace, floats(), labels());
      for (Split all : List.of(pixels, floats)) {
        String expected = DataChecksum.of(divided(all, ROWS));
        for (int train = 1; train <= ROWS; train++) {
          assertEquals(expected, DataChecksum.ofTogether(divided(all, train)), train + " rows");
        }
      }
    }
  }

  /** SHA-256 over sizes, samples and labels, as the class says. */
  @Test
  void theFormulaStays() throws Exception {
    ByteBuffer plain = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    plain.putInt(TRAIN).putInt(INPUTS).put(bytes(), 0, TRAIN * INPUTS);
    plain.putInt(0).putInt(1).putInt(2).putInt(0);
    plain.putInt(ROWS - TRAIN).putInt(INPUTS);
    plain.put(bytes(), TRAIN * INPUTS, (ROWS - TRAIN) * INPUTS);
    plain.putInt(1).putInt(2).putInt(0);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(plain.flip());
    try (Workspace workspace = new Workspace()) {
      assertEquals(
          HexFormat.of().formatHex(digest.digest()), of(workspace, bytes(), labels(), TRAIN));
    }
  }
}
