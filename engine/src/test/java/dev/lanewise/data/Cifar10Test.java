package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.memory.MemoryBudgetException;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Cifar10Test {

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    SetFiles.cifarFolder(folder);
  }

  private Path batch(int number) {
    return folder.resolve("data_batch_" + number + ".bin");
  }

  private String errorOf(Path file, String place) {
    return SetFiles.errorOf(folder, file, place);
  }

  private static void assertRecord(int batch, int record, Split split, int row) {
    assertEquals(SetFiles.cifarLabel(batch, record), split.labels().get(row));
    for (int j = 0; j < Cifar10.INPUTS; j++) {
      assertEquals(SetFiles.cifarPixel(batch, record, j), ((Pixels) split.samples()).get(row, j));
    }
  }

  @Test
  void everyByteIsInItsPlace() throws IOException {
    try (Workspace workspace = new Workspace()) {
      SplitSizes sizes = SplitSizes.DEFAULTS.withTrain(15).withValidation(10);
      DataSet set = DataSets.open(folder, sizes, workspace);
      int row = 0;
      for (int b = 1; b <= 5; b++) {
        for (int i = 0; i < 2 + b; i++, row++) {
          Split split = row < 15 ? set.train() : set.validation();
          assertRecord(b, i, split, row < 15 ? row : row - 15);
        }
      }
      assertEquals(25, row);
      assertEquals(4, set.test().size());
      for (int i = 0; i < 4; i++) {
        assertRecord(6, i, set.test(), i);
      }
      assertEquals(Cifar10.INPUTS, set.inputs());
      assertEquals(Optional.of(new ImageShape(32, 32, 3)), set.shape());
      assertEquals(10, set.classes());
      assertEquals("airplane", set.classNames().getFirst());
      assertEquals("truck", set.classNames().getLast());
      assertEquals(folder.getFileName().toString(), set.name());
    }
  }

  @Test
  void batchesOfManyBlocksAreRead() throws IOException {
    Files.write(batch(2), SetFiles.cifarBatch(2, 700));
    try (Workspace workspace = new Workspace()) {
      DataSet set = DataSets.open(folder, SplitSizes.DEFAULTS, workspace);
      assertEquals(721, set.train().size() + set.validation().size());
      assertEquals(72, set.validation().size());
      assertRecord(2, 0, set.train(), 3);
      assertRecord(2, 255, set.train(), 258);
      assertRecord(2, 256, set.train(), 259);
      assertRecord(2, 699 - 72, set.train(), 702 - 72);
      assertRecord(5, 6, set.validation(), 71);
    }
  }

  @Test
  void theValidationSplitIsATenthAndAtMostAThousand() throws IOException {
    try (Workspace workspace = new Workspace()) {
      DataSet small = DataSets.open(folder, SplitSizes.DEFAULTS, workspace);
      assertEquals(List.of(23, 2, 4), sizes(small));
    }
    for (int b = 1; b <= 5; b++) {
      writeSparse(batch(b), 10_000L * SetFiles.CIFAR_RECORD);
    }
    try (Workspace workspace = new Workspace()) {
      DataSet full = DataSets.open(folder, SplitSizes.DEFAULTS, workspace);
      assertEquals(List.of(49_000, 1_000, 4), sizes(full));
    }
  }

  private static List<Integer> sizes(DataSet set) {
    return List.of(set.train().size(), set.validation().size(), set.test().size());
  }

  private static void writeSparse(Path file, long size) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(0);
      sparse.setLength(size);
    }
  }

  @Test
  void namesComeFromTheMetaFile() throws IOException {
    Path meta = folder.resolve("batches.meta.txt");
    Files.writeString(meta, "a\nb\nc\nd\ne\nf\ng\nh\ni\r\nj k\n\n");
    try (Workspace workspace = new Workspace()) {
      DataSet set = DataSets.open(folder, SplitSizes.DEFAULTS, workspace);
      assertEquals(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j k"), set.classNames());
    }
    Files.writeString(meta, "a\nb\n");
    assertEquals("has 2 names; expected 10", errorOf(meta, ""));
    Files.writeString(meta, "a\n\nb\n");
    assertEquals("is blank; expected the name of class 1", errorOf(meta, "line 2"));
    Files.writeString(meta, "a\nb\na\n");
    errorOf(meta, "line 3");
    Files.writeString(meta, "a\nb\u001b[2J\n");
    errorOf(meta, "line 2");
    Files.write(meta, new byte[] {'a', (byte) 0xff, '\n'});
    errorOf(meta, "");
    Files.writeString(meta, "\n \n");
    errorOf(meta, "");
    Files.writeString(meta, "x".repeat(70_000));
    errorOf(meta, "");
  }

  @ParameterizedTest
  @CsvSource({
    "9218, 9219, 3",
    "9220, 9219, 3",
    "3072, 3073, 1",
    "1, 3073, 1",
    "30730001, 30730000, 10000",
    "30729999, 30730000, 10000",
  })
  void aSizeOfNoWholeRecordsIsTold(long size, long nearest, long records) throws IOException {
    writeSparse(batch(4), size);
    assertEquals(
        size
            + " bytes are no whole number of records; expected "
            + nearest
            + " bytes, "
            + records
            + " records of 3073",
        errorOf(batch(4), ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 11, 127, 128, 255})
  void aLabelAboveNineIsToldWithItsByte(int label) throws IOException {
    byte[] bytes = SetFiles.cifarBatch(2, 4);
    bytes[2 * SetFiles.CIFAR_RECORD] = (byte) label;
    Files.write(batch(2), bytes);
    assertEquals("label " + label + "; expected 0 to 9", errorOf(batch(2), "byte 6146"));
    byte[] many = SetFiles.cifarBatch(2, 300);
    many[299 * SetFiles.CIFAR_RECORD] = (byte) label;
    Files.write(batch(2), many);
    errorOf(batch(2), "byte " + 299 * SetFiles.CIFAR_RECORD);
  }

  @Test
  void aMissingBatchIsNamed() throws IOException {
    Files.delete(batch(3));
    assertEquals("is missing; expected a regular file", errorOf(batch(3), ""));
    SetFiles.cifarFolder(folder);
    Files.delete(folder.resolve("test_batch.bin"));
    errorOf(folder.resolve("test_batch.bin"), "");
  }

  @Test
  void anEmptyBatchIsTold() throws IOException {
    Files.write(batch(5), new byte[0]);
    assertEquals("is empty; expected a file with data", errorOf(batch(5), ""));
  }

  @Test
  void aFolderInPlaceOfABatchIsTold() throws IOException {
    Files.delete(batch(1));
    Files.createDirectory(batch(1));
    assertEquals(
        "is a folder; expected a regular file, or one of this name in the folder",
        errorOf(batch(1), ""));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aFifoIsNotWaitedFor() throws Exception {
    Files.delete(batch(1));
    SetFiles.makeFifo(batch(1));
    assertEquals("is not a regular file; expected a regular file", errorOf(batch(1), ""));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anUnreadableFileIsTold() throws IOException {
    Files.setPosixFilePermissions(batch(1), PosixFilePermissions.fromString("---------"));
    if (Files.isReadable(batch(1))) { // the superuser reads everything
      try (Workspace workspace = new Workspace()) {
        assertEquals(3072, DataSets.open(folder, SplitSizes.DEFAULTS, workspace).inputs());
      }
    } else {
      assertEquals("may not be read; expected a file with read permission", errorOf(batch(1), ""));
    }
  }

  @Test
  void cifar100IsRecognised(@TempDir Path other) throws IOException {
    writeSparse(batch(1), 153_700_000);
    assertEquals(
        "153700000 bytes are 50000 records of CIFAR-100; expected records of CIFAR-10, 3073 bytes"
            + " each",
        errorOf(batch(1), ""));
    Files.write(other.resolve("train.bin"), new byte[3074]);
    Files.write(other.resolve("test.bin"), new byte[3074]);
    String message = SetFiles.errorOf(other, other, "");
    assertEquals("holds CIFAR-100", message.substring(0, message.indexOf(';')));
  }

  @Test
  void theBudgetIsRespected() {
    try (Workspace workspace = new Workspace(10_000)) {
      assertThrows(
          MemoryBudgetException.class, () -> DataSets.open(folder, SplitSizes.DEFAULTS, workspace));
      assertEquals(0, workspace.allocatedBytes());
    }
  }
}
