package dev.lanewise.data;

import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells whether two data sets train the same: SHA-256 over the training part, then the validation
 * part; of each the number of samples and inputs, the samples row by row (bytes, or float32) and
 * the labels, all integers int32 and everything little-endian.
 */
public final class DataChecksum {

  private final MessageDigest digest;

  private DataChecksum(MessageDigest digest) {
    this.digest = digest;
  }

  /** The checksum, 64 lowercase hex digits. */
  public static String of(DataSet data) {
    try {
      DataChecksum checksum = new DataChecksum(MessageDigest.getInstance("SHA-256"));
      checksum.add(data.train());
      checksum.add(data.validation());
      return HexFormat.of().formatHex(checksum.digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void add(Split split) {
    add(split.size(), split.inputs());
    Samples samples = split.samples();
    switch (samples) {
      case Pixels pixels -> addRows(pixels.segment(), pixels.rows(), pixels.columns());
      case Matrix matrix -> {
        for (int row = 0; row < matrix.rows(); row++) {
          long bytes = (long) matrix.columns() * Float.BYTES;
          addRows(matrix.segment().asSlice(matrix.rowOffset(row), bytes), 1, (int) bytes);
        }
      }
    }
    Labels labels = split.labels();
    for (int i = 0; i < labels.size(); i++) {
      add(labels.get(i));
    }
  }

  private void add(int... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    digest.update(bytes.array());
  }

  private void addRows(MemorySegment rows, int count, int rowBytes) {
    for (int row = 0; row < count; row++) {
      digest.update(rows.asSlice((long) row * rowBytes, rowBytes).asByteBuffer());
    }
  }
}
