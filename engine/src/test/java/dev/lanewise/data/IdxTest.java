package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
class IdxTest {

  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    SetFiles.idxFolder(folder);
  }

  private String errorOf(String file, String place) {
    return SetFiles.errorOf(folder, folder.resolve(file), place);
  }

  private void writeValidation(int count, int height, int width) throws IOException {
    Files.write(
        folder.resolve("validation-images-idx3-ubyte"),
        SetFiles.idxImages(3, count, height, width));
    Files.write(folder.resolve("validation-labels-idx1-ubyte"), SetFiles.idxLabels(3, count));
  }

  /** Rows of {@code split} against the samples of a part from {@code first} on. */
  private static void assertSamples(int part, int first, int count, Split split) {
    assertEquals(count, split.size());
    int inputs = split.inputs();
    for (int i = 0; i < count; i++) {
      assertEquals(SetFiles.idxLabel(part, first + i), split.labels().get(i));
      for (int j = 0; j < inputs; j++) {
        assertEquals(
            SetFiles.idxPixel(part, (first + i) * inputs + j),
            ((Pixels) split.samples()).get(i, j));
      }
    }
  }

  private void assertWholeSet() throws IOException {
    try (Workspace workspace = new Workspace()) {
      DataSet set = DataSets.open(folder, SplitSizes.DEFAULTS, workspace);
      assertEquals(6, set.inputs());
      assertEquals(Optional.of(new ImageShape(2, 3, 1)), set.shape());
      assertSamples(1, 0, 18, set.train());
      assertSamples(1, 18, 2, set.validation());
      assertSamples(2, 0, 5, set.test());
      assertEquals(List.of("0", "1", "2", "3", "4", "5", "6"), set.classNames());
    }
  }

  @Test
  void everyByteIsInItsPlace() throws IOException {
    assertWholeSet();
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "-"})
  void packedAndDottedNamesReadTheSame(String separator) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace("-idx", separator + "idx");
        Files.write(folder.resolve(name + ".gz"), SetFiles.gzip(Files.readAllBytes(file)));
        Files.delete(file);
      }
    }
    assertWholeSet();
    Path images = folder.resolve("train-images" + separator + "idx3-ubyte");
    Files.write(images, SetFiles.idxImages(1, 20, 2, 3));
    Files.write(Path.of(images + ".gz"), new byte[] {1}); // the plain form is preferred
    assertWholeSet();
  }

  @Test
  void manyBlocksAreRead() throws IOException {
    Files.write(folder.resolve(TRAIN_IMAGES), SetFiles.idxImages(1, 70_001, 2, 3));
    Files.write(folder.resolve(TRAIN_LABELS), SetFiles.idxLabels(1, 70_001));
    try (Workspace workspace = new Workspace()) {
      DataSet set = DataSets.open(folder, SplitSizes.DEFAULTS, workspace);
      assertSamples(1, 0, 65_001, set.train());
      assertSamples(1, 65_001, 5_000, set.validation());
    }
  }

  @Test
  void aValidationPartOfItsOwnIsUsed() throws IOException {
    writeValidation(4, 2, 3);
    try (Workspace workspace = new Workspace()) {
      DataSet set = DataSets.open(folder, SplitSizes.DEFAULTS, workspace);
      assertSamples(1, 0, 20, set.train());
      assertSamples(3, 0, 4, set.validation());
      DataSet cut = DataSets.open(folder, new SplitSizes(of(3), of(2), of(1)), workspace);
      assertSamples(1, 0, 3, cut.train());
      assertSamples(3, 0, 2, cut.validation());
      assertSamples(2, 0, 1, cut.test());
      DataSet more = DataSets.open(folder, SplitSizes.DEFAULTS.withTrain(21), workspace);
      assertSamples(1, 0, 20, more.train().slice(0, 20));
      assertSamples(3, 0, 1, more.train().slice(20, 21));
      assertSamples(3, 1, 3, more.validation());
      assertThrows(
          IllegalArgumentException.class,
          () -> DataSets.open(folder, SplitSizes.DEFAULTS.withValidation(5), workspace));
    }
    Files.delete(folder.resolve("validation-labels-idx1-ubyte"));
    errorOf("validation-labels-idx1-ubyte", "");
  }

  private static OptionalInt of(int size) {
    return OptionalInt.of(size);
  }

  @Test
  void namesComeFromClassesTxt() throws IOException {
    Path names = folder.resolve("classes.txt");
    Files.writeString(names, "\ufeffa\nb\nc\nd\ne\nf\ng\nh\n");
    try (Workspace workspace = new Workspace()) {
      DataSet set = DataSets.open(folder, SplitSizes.DEFAULTS, workspace);
      assertEquals(List.of("a", "b", "c", "d", "e", "f", "g", "h"), set.classNames());
    }
    Files.writeString(names, "a\nb\nc\nd\ne\nf\n");
    assertEquals(
        "label 6; expected 0 to 5, the classes of classes.txt", errorOf(TRAIN_LABELS, "byte 13"));
    SetFiles.idxGzFolder(folder);
    Files.deleteIfExists(folder.resolve("classes.txt.gz"));
    Files.writeString(names, "a\nb\nc\nd\ne\nf\n");
    errorOf(TRAIN_LABELS + ".gz", "unpacked byte 13");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {TRAIN_IMAGES, TRAIN_LABELS, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"})
  void aMissingFileIsNamed(String name) throws IOException {
    Files.delete(folder.resolve(name));
    assertEquals("is missing; expected an IDX file or its .gz", errorOf(name, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0x01",
    "1, 255, 0xff",
    "2, 0x0d, element type 0x0d",
    "2, 0x80, element type 0x80",
    "3, 0xfe, 254 dimensions",
    "3, 0xff, 255 dimensions",
    "3, 0, 0 dimensions",
    "3, 1, '1 dimensions, a file of labels'",
  })
  void aWrongMagicByteIsTold(int position, int value, String wrong) throws IOException {
    byte[] bytes = SetFiles.idxImages(1, 20, 2, 3);
    bytes[position] = (byte) value;
    Files.write(folder.resolve(TRAIN_IMAGES), bytes);
    String message = errorOf(TRAIN_IMAGES, "byte " + position);
    assertEquals(wrong, message.substring(0, wrong.length()));
    byte[] labels = SetFiles.idxLabels(1, 20);
    labels[position] = (byte) (value ^ 0x10);
    Files.write(folder.resolve(TRAIN_IMAGES), SetFiles.idxImages(1, 20, 2, 3));
    Files.write(folder.resolve(TRAIN_LABELS), labels);
    errorOf(TRAIN_LABELS, "byte " + position);
  }

  @Test
  void labelsGivenAsImagesAreTold() throws IOException {
    Files.write(folder.resolve(TRAIN_IMAGES), SetFiles.idxLabels(1, 20));
    assertEquals(
        "1 dimensions, a file of labels; expected 0x03 of the magic number 0x00000803 of images",
        errorOf(TRAIN_IMAGES, "byte 3"));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, -1, 1, 4, 4",
    "-1, -1, -1, 4, 4",
    "2, -1, -1, 4, 4",
    "2147483647, 65536, 65536, 4, 4",
    "2147483647, 2147483647, 1, 4, 4",
    "21, 2, 3, 4, 136",
    "19, 2, 3, 4, 130",
    "0, 2, 3, 4, 4",
    "20, 0, 3, 8, 8",
    "20, 2, 0, 12, 12",
  })
  void dimensionsThatDoNotFitAreTold(int count, int height, int width, int place, int unpackedPlace)
      throws IOException {
    byte[] data = new byte[120];
    byte[] bytes = SetFiles.idx(0x803, new int[] {count, height, width}, data);
    Files.write(folder.resolve(TRAIN_IMAGES), bytes);
    errorOf(TRAIN_IMAGES, "byte " + place);
    Files.delete(folder.resolve(TRAIN_IMAGES));
    String packed = TRAIN_IMAGES + ".gz";
    Files.write(folder.resolve(packed), SetFiles.gzip(bytes));
    errorOf(packed, "unpacked byte " + unpackedPlace);
  }

  @Test
  void moreOrFewerBytesThanToldAreRejectedAtEveryLength() throws IOException {
    byte[] whole = SetFiles.idxImages(1, 20, 2, 3);
    for (int size = 0; size <= whole.length + 3; size++) {
      if (size == whole.length) {
        continue;
      }
      byte[] bytes = Arrays.copyOf(whole, size);
      Files.write(folder.resolve(TRAIN_IMAGES), bytes);
      String place = size == 0 ? "" : "byte " + (size < 16 ? size : 4);
      errorOf(TRAIN_IMAGES, place);
    }
    Files.write(folder.resolve(TRAIN_IMAGES), Arrays.copyOf(whole, whole.length + 1));
    assertEquals(
        "dimensions 20 x 2 x 3 in a file of 137 bytes; expected 136 bytes",
        errorOf(TRAIN_IMAGES, "byte 4"));
  }

  @Test
  void countsThatDifferAreTold() throws IOException {
    Files.write(folder.resolve(TRAIN_LABELS), SetFiles.idxLabels(1, 19));
    assertEquals(
        "19 labels; expected 20, one for each image of " + TRAIN_IMAGES,
        errorOf(TRAIN_LABELS, "byte 4"));
  }

  @Test
  void imagesOfAnotherSizeAreTold() throws IOException {
    writeValidation(4, 3, 3);
    assertEquals(
        "images of 3 x 3 pixels, grey; expected 3 x 2 pixels, grey, as in " + TRAIN_IMAGES,
        errorOf("validation-images-idx3-ubyte", "byte 8"));
  }

  /** As many pixels, but turned: another picture. */
  @Test
  void imagesOfAnotherShapeAreTold() throws IOException {
    writeValidation(4, 3, 2);
    assertEquals(
        "images of 2 x 3 pixels, grey; expected 3 x 2 pixels, grey, as in " + TRAIN_IMAGES,
        errorOf("validation-images-idx3-ubyte", "byte 8"));
  }

  @Test
  void aFolderInPlaceOfAFileIsTold() throws IOException {
    Files.delete(folder.resolve(TRAIN_LABELS));
    Files.createDirectory(folder.resolve(TRAIN_LABELS));
    assertEquals(
        "is a folder; expected a regular file, or one of this name in the folder",
        errorOf(TRAIN_LABELS, ""));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aFifoIsNotWaitedFor() throws Exception {
    Files.delete(folder.resolve(TRAIN_IMAGES));
    SetFiles.makeFifo(folder.resolve(TRAIN_IMAGES + ".gz"));
    assertEquals(
        "is not a regular file; expected a regular file", errorOf(TRAIN_IMAGES + ".gz", ""));
  }
}
