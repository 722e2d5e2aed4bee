package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.memory.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small data sets whose every byte follows from its place, and asks for their errors. */
final class SetFiles {

  static final int CIFAR_RECORD = 3073;

  private SetFiles() {}

  /** Records of CIFAR-10: label and pixels follow from {@code batch}, record and place. */
  static byte[] cifarBatch(int batch, int records) {
    byte[] bytes = new byte[records * CIFAR_RECORD];
    for (int i = 0; i < records; i++) {
      bytes[i * CIFAR_RECORD] = (byte) cifarLabel(batch, i);
      for (int j = 0; j < CIFAR_RECORD - 1; j++) {
        bytes[i * CIFAR_RECORD + 1 + j] = (byte) cifarPixel(batch, i, j);
      }
    }
    return bytes;
  }

  static int cifarLabel(int batch, int record) {
    return (3 * batch + record) % 10;
  }

  static int cifarPixel(int batch, int record, int j) {
    return (batch * 101 + record * 17 + j * 7 + j / 256) & 0xff;
  }

  /** The six files, with {@code 2 + b} records in batch b and 4 in the test batch (b = 6). */
  static Path cifarFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int b = 1; b <= 5; b++) {
      Files.write(folder.resolve("data_batch_" + b + ".bin"), cifarBatch(b, 2 + b));
    }
    Files.write(folder.resolve("test_batch.bin"), cifarBatch(6, 4));
    return folder;
  }

  /** An IDX file with the given magic number, dimensions and data. */
  static byte[] idx(int magic, int[] dimensions, byte[] data) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * dimensions.length + data.length);
    buffer.putInt(magic);
    for (int dimension : dimensions) {
      buffer.putInt(dimension);
    }
    return buffer.put(data).array();
  }

  static byte[] idxImages(int part, int count, int height, int width) {
    byte[] data = new byte[count * height * width];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) idxPixel(part, i);
    }
    return idx(0x803, new int[] {count, height, width}, data);
  }

  /** Pixel {@code i} of all pixels of a part in order. */
  static int idxPixel(int part, int i) {
    return (part * 59 + i * 13 + i / 251) & 0xff;
  }

  static byte[] idxLabels(int part, int count) {
    byte[] data = new byte[count];
    for (int i = 0; i < count; i++) {
      data[i] = (byte) idxLabel(part, i);
    }
    return idx(0x801, new int[] {count}, data);
  }

  static int idxLabel(int part, int i) {
    return (part + i) % 7;
  }

  /** 20 training and 5 test images of 2 by 3, plain. */
  static Path idxFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("train-images-idx3-ubyte"), idxImages(1, 20, 2, 3));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), idxLabels(1, 20));
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), idxImages(2, 5, 2, 3));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), idxLabels(2, 5));
    return folder;
  }

  /** As {@link #idxFolder}, each file packed. */
  static Path idxGzFolder(Path folder) throws IOException {
    idxFolder(folder);
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.write(Path.of(file + ".gz"), gzip(Files.readAllBytes(file)));
        Files.delete(file);
      }
    }
    return folder;
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** A FIFO without a writer: who opens it waits for ever. */
  static void makeFifo(Path path) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
  }

  /** Opens {@code folder}, which must fail in one line that begins with file and place. */
  static String errorOf(Path folder, Path file, String place) {
    try (Workspace workspace = new Workspace()) {
      MalformedFileException e =
          assertThrows(
              MalformedFileException.class,
              () -> DataSets.open(folder, SplitSizes.DEFAULTS, workspace));
      String message = String.valueOf(e.getMessage());
      String start = file + ": " + (place.isEmpty() ? "" : place + ": ");
      assertTrue(message.startsWith(start), () -> message + "\nshould begin\n" + start);
      assertEquals(1, message.lines().count(), message);
      assertTrue(message.contains("; expected "), message);
      return message.substring(start.length());
    }
  }
}
