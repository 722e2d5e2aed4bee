package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.pictures.Fixture;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.jr.ob.JSON;

/** {@code predict --image}: models that name the input that is largest show where a pixel goes. */
class PredictImageTest {

  private static final int GRAY_INPUTS = 4; // of 2 by 2 pixels
  private static final int COLOUR_INPUTS = 12;

  @TempDir private Path temp;

  /** A model whose class is the number of the largest input. */
  private Path positions(int inputs) throws IOException {
    int[] takes = new int[inputs];
    Arrays.setAll(takes, i -> i);
    return TinyData.foreignModel(temp.resolve("positions.safetensors"), inputs, takes);
  }

  /**
   * A model of one class for each possible value v, whose score -(x - v)² is largest where v is the
   * value of the input: x·2v - v² with the constant input 1 at the last place, which must be so.
   */
  private Path values(int inputs, int input, int one) throws IOException {
    float[] weights = new float[inputs * 256];
    for (int v = 0; v < 256; v++) {
      weights[input * 256 + v] = 2 * v;
      weights[one * 256 + v] = -v * v;
    }
    return TinyData.foreignModel(temp.resolve("values.safetensors"), inputs, 256, weights);
  }

  private Path png(BufferedImage image) throws IOException {
    Path file = temp.resolve("image.png");
    assertTrue(ImageIO.write(image, "png", file.toFile()));
    return file;
  }

  private static CommandRun predict(Path model, Path image) {
    return CommandRun.of(
        "predict", "--model", model.toString(), "--image", image.toString(), "--format", "jsonl");
  }

  private static int predictedClass(Path model, Path image) {
    CommandRun run = predict(model, image).done();
    assertEquals(1, run.outLines().size(), run.out());
    Map<String, Object> prediction = JSON.std.mapFrom(run.out());
    assertEquals(0, prediction.get("index"));
    return Integer.parseInt(prediction.get("class").toString());
  }

  @Test
  void grayPixelsGoRowByRow() throws IOException {
    Path model = positions(GRAY_INPUTS);
    for (int at = 0; at < GRAY_INPUTS; at++) {
      BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setSample(at % 2, at / 2, 0, 40);
      assertEquals(at, predictedClass(model, png(image)));
    }
  }

  @Test
  void coloursGoPlaneByPlane() throws IOException {
    Path model = positions(COLOUR_INPUTS);
    Color[] planes = {new Color(40, 0, 0), new Color(0, 40, 0), new Color(0, 0, 40)};
    for (int at = 0; at < COLOUR_INPUTS; at++) {
      BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
      image.setRGB(at % 2, at / 2 % 2, planes[at / 4].getRGB());
      assertEquals(at, predictedClass(model, png(image)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 100, 128, 200, 255})
  void aGrayValueIsTakenAsItIsStored(int value) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(1, 0, 0, value);
    image.getRaster().setSample(1, 1, 0, 1);
    Path file = png(image);
    assertEquals(value, predictedClass(values(GRAY_INPUTS, 1, 3), file));
    for (int plane = 0; plane < 3; plane++) { // and as a colour, if the model takes colours
      int from = 4 * plane;
      assertEquals(value, predictedClass(values(COLOUR_INPUTS, from + 1, from + 3), file));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 100, 128, 200, 255})
  void ofSixteenBitsTheUpperEightAreTaken(int value) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(1, 0, 0, value << 8 | value);
    image.getRaster().setSample(1, 1, 0, 1 << 8 | 1);
    assertEquals(value, predictedClass(values(GRAY_INPUTS, 1, 3), png(image)));
  }

  @ParameterizedTest
  @CsvSource({"255, 0, 0, 76", "0, 255, 0, 150", "0, 0, 255, 29", "90, 90, 90, 90"})
  void aColourBecomesItsLuma(int red, int green, int blue, int luma) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 0, new Color(red, green, blue).getRGB());
    image.setRGB(1, 1, new Color(1, 1, 1).getRGB());
    assertEquals(luma, predictedClass(values(GRAY_INPUTS, 1, 3), png(image)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb.bmp", "palette.gif", "rgb.jpg", "exif6.jpg", "interlaced.png"})
  void everyFormatIsRead(String name) throws IOException {
    Fixture fixture = Fixture.named(name);
    Path file = Files.write(temp.resolve(name), fixture.file());
    int area = fixture.width() * fixture.height();
    int largest = 0;
    for (int i = 0; i < 3 * area; i++) {
      largest = value(fixture, i, area) > value(fixture, largest, area) ? i : largest;
    }
    assertEquals(largest, predictedClass(positions(3 * area), file));
  }

  /** Input i, plane by plane, of the independent decoder's pixels. */
  private static int value(Fixture fixture, int i, int area) {
    return Byte.toUnsignedInt(fixture.rgba()[i % area * 4 + i / area]);
  }

  @Test
  void jsonHasOnePrediction() throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    CommandRun run =
        CommandRun.of(
            "predict",
            "--model",
            positions(GRAY_INPUTS).toString(),
            "--image",
            png(image).toString(),
            "--json");
    assertEquals(
        "[{index=0, class=0, probability=0.25, file=%s}]".formatted(temp.resolve("image.png")),
        run.done().document().get("predictions").toString());
  }

  /** Demands that the image is refused in one line that names it, besides the model's warning. */
  private void assertRefused(Path image, String why) throws IOException {
    CommandRun run = predict(positions(GRAY_INPUTS), image);
    assertEquals(3, run.code(), run::toString);
    assertEquals("", run.out());
    String line = run.errorLine();
    assertTrue(line.startsWith("lanewise: " + image + ": ") && line.contains(why), line);
  }

  @Test
  void anotherSizeIsRefused() throws IOException {
    Path wide = png(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB));
    assertRefused(wide, "3 x 2 pixels; the model takes 4 inputs");
  }

  /** As many pixels as a square image has, which is what the model was trained on. */
  @Test
  void anotherShapeIsRefused() throws IOException {
    Path flat = png(new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY));
    assertRefused(flat, "4 x 1 pixels; the model takes 4 inputs, a square image's");
    CommandRun run = predict(positions(COLOUR_INPUTS), flat);
    assertEquals(3, run.code(), run::toString);
    Path asGray = png(new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB));
    assertEquals(3, predict(positions(COLOUR_INPUTS), asGray).code());
  }

  @Test
  void whatIsNoImageIsRefused() throws IOException {
    assertRefused(temp.resolve("nowhere.png"), "no such file");
    assertRefused(temp, "not a regular file");
    assertRefused(Files.writeString(temp.resolve("a.png"), "no picture"), "not an image");
    assertRefused(Files.write(temp.resolve("b.png"), new byte[0]), "not an image");
  }

  @Test
  void anImageThatIsCutOffIsRefused() throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, 2, 2, new int[] {1, 2, 3, 4});
    Path file = png(image);
    byte[] good = Files.readAllBytes(file);
    for (int length = 8; length < good.length; length++) {
      assertRefused(Files.write(file, Arrays.copyOf(good, length)), "the image is damaged");
    }
  }

  @Test
  void aHugeImageIsRefusedBeforeItIsDecoded() throws IOException {
    byte[] bytes = Files.readAllBytes(png(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY)));
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.putInt(16, 40_000).putInt(20, 40_000);
    CRC32 crc = new CRC32();
    crc.update(bytes, 12, 17);
    header.putInt(29, (int) crc.getValue());
    assertRefused(Files.write(temp.resolve("huge.png"), bytes), "40000 x 40000 pixels");
  }
}
