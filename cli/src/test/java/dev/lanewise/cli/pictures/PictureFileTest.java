package dev.lanewise.cli.pictures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.console.CliException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels of each kind of file beside an independent decoder's, and damaged files. */
class PictureFileTest {

  @TempDir private Path temp;

  private Picture decode(byte[] file) throws IOException {
    try (PictureFile opened = PictureFile.open(Files.write(temp.resolve("picture"), file))) {
      Picture picture = opened.decode();
      assertEquals(opened.width(), picture.width());
      assertEquals(opened.height(), picture.height());
      return picture;
    }
  }

  private static byte[] rgba(Picture picture) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * picture.argb().length);
    for (int pixel : picture.argb()) {
      bytes.putInt(Integer.rotateLeft(pixel, 8));
    }
    return bytes.array();
  }

  private String refusal(byte[] file) {
    String line = String.valueOf(assertThrows(CliException.class, () -> decode(file)).getMessage());
    assertTrue(line.startsWith(temp.resolve("picture") + ": "), line);
    return line;
  }

  @ParameterizedTest
  @MethodSource("dev.lanewise.cli.pictures.Fixture#readable")
  void pixelsAreThoseOfAnIndependentDecoder(Fixture fixture) throws IOException {
    Picture picture = decode(fixture.file());
    assertEquals(fixture.width(), picture.width());
    assertEquals(fixture.height(), picture.height());
    assertArrayEquals(fixture.rgba(), rgba(picture));
  }

  @ParameterizedTest
  @MethodSource("dev.lanewise.cli.pictures.Fixture#readable")
  void onlyTheFirstPictureOfAnAnimationIsRead(Fixture fixture) throws IOException {
    try (PictureFile file = PictureFile.open(Files.write(temp.resolve("p"), fixture.file()))) {
      assertEquals(fixture.name().startsWith("animated"), file.animated());
    }
  }

  /** No part of a picture is made up: cut at each of the last bytes, and at others. */
  @ParameterizedTest
  @MethodSource("dev.lanewise.cli.pictures.Fixture#readable")
  void aFileThatIsCutOffIsRefused(Fixture fixture) {
    byte[] file = fixture.file();
    for (int cut = 1; cut <= file.length; cut += cut < 40 ? 1 : 7) {
      refusal(Arrays.copyOf(file, file.length - cut));
    }
  }

  /** A file that has a checksum does not change unseen. */
  @ParameterizedTest
  @ValueSource(strings = {"rgb.png", "palette-alpha.png", "interlaced.png", "exif6.png"})
  void aFlippedBitInPngIsFound(String name) {
    Fixture fixture = Fixture.named(name);
    for (int at = 0; at < fixture.file().length; at++) {
      byte[] damaged = fixture.file().clone();
      damaged[at] ^= (byte) (1 << at % 8);
      refusal(damaged);
    }
  }

  /** In other kinds a changed byte may be another picture, but never another kind of failure. */
  @ParameterizedTest
  @MethodSource("dev.lanewise.cli.pictures.Fixture#readable")
  void aChangedByteGivesAPictureOrOneLine(Fixture fixture) throws IOException {
    long seed = fixture.name().hashCode();
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      byte[] damaged = fixture.file().clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      Path path = Files.write(temp.resolve("picture"), damaged);
      try (PictureFile file = PictureFile.open(path)) {
        if ((long) file.width() * file.height() < 1000) {
          file.decode();
        }
      } catch (CliException e) {
        assertEquals(3, e.exitCode(), () -> "seed " + seed);
      }
    }
  }

  /** The codes of a GIF picture may end early in a file that is whole. */
  @Test
  void gifRowsThatAreMissingAreFound() {
    byte[] file = Fixture.named("palette.gif").file();
    int colours = 3 << (file[10] & 7) + 1;
    int data = 13 + colours + 10 + 1; // screen, colours, descriptor, size of codes
    int size = file[data];
    byte[] shorter = Arrays.copyOf(file, data + 1 + size - 6 + 2);
    shorter[data] = (byte) (size - 6);
    shorter[shorter.length - 2] = 0;
    shorter[shorter.length - 1] = 0x3b;
    String line = refusal(shorter);
    assertTrue(line.contains("of 5 rows"), line);
  }

  @Test
  void aGifPictureThatDoesNotFillTheScreenIsRefused() {
    byte[] file = Fixture.named("palette.gif").file().clone();
    file[6]++; // the screen's width
    assertTrue(refusal(file).contains("does not fill the screen"), refusal(file));
  }

  /** The transform of Adobe's segment APP14 tells CMYK from YCCK. */
  @ParameterizedTest
  @ValueSource(bytes = {0, 2})
  void fourInksAreRefused(byte transform) {
    byte[] file = Fixture.named("cmyk.jpg").file().clone();
    int adobe = new String(file, StandardCharsets.ISO_8859_1).indexOf("Adobe");
    file[adobe + 11] = transform;
    assertTrue(refusal(file).endsWith("CMYK colours; expected grey or RGB"), refusal(file));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'not an image, the file is empty; expected PNG, JPEG, BMP or GIF'",
    "hello, 'not an image; expected PNG, JPEG, BMP or GIF'",
    "'II*\0\b\0\0\0\0\0', 'not an image; expected PNG, JPEG, BMP or GIF'",
    "'RIFF0000WEBPVP8 ', 'not an image; expected PNG, JPEG, BMP or GIF'",
    "BM is a word too, 'the image is damaged or of a kind that is not read: '"
  })
  void whatIsNoPictureIsRefused(String content, String why) {
    byte[] file = content.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
    assertTrue(refusal(file).contains(": " + why), refusal(file));
  }

  @Test
  void tooLargeAFileIsNotRead() throws IOException {
    Path path = temp.resolve("picture");
    try (var channel = new java.io.RandomAccessFile(path.toFile(), "rw")) {
      channel.setLength((64 << 20) + 1);
    }
    CliException e = assertThrows(CliException.class, () -> PictureFile.open(path));
    assertTrue(String.valueOf(e.getMessage()).contains("67108865 bytes"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"black, 0", "WHITE, 16777215", "#0a0B0c, 658188"})
  void backgroundsAreNames(String text, int rgb) {
    assertEquals(rgb, Background.of(text).rgb());
  }

  /** 0.25 of 200 and 0.75 of 100, rounded: alpha 64 of 255. */
  @Test
  void transparencyIsComposited() {
    Picture picture = new Picture(3, 1, new int[] {0x40c8c8c8, 0x00ffffff, 0xff010203});
    int[] seen = picture.on(Background.of("#646464")).argb();
    assertEquals(0xff7d7d7d, seen[0]); // (200 · 64 + 100 · 191) / 255 = 125.1
    assertEquals(0xff646464, seen[1]);
    assertEquals(0xff010203, seen[2]);
  }
}
