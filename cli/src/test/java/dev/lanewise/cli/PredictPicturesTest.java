package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.pictures.Fixture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code predict --image} with a model trained on pictures that are 2 wide and 8 high, bright above
 * or below, so that its file tells a shape that a square of as many pixels has not.
 */
class PredictPicturesTest {

  private static final int WIDTH = 2;
  private static final int HEIGHT = 8;
  private static final int SAMPLES = 40;

  @TempDir private Path temp;
  private Path model;

  @BeforeEach
  void train() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("halves"));
    byte[] labels = new byte[SAMPLES];
    byte[] images = new byte[SAMPLES * WIDTH * HEIGHT];
    for (int i = 0; i < SAMPLES; i++) {
      labels[i] = (byte) (i % 2);
      for (int j = 0; j < WIDTH * HEIGHT; j++) {
        boolean bright = j < WIDTH * HEIGHT / 2 == (i % 2 == 0);
        images[i * WIDTH * HEIGHT + j] = (byte) (bright ? 200 : i % 7);
      }
    }
    for (String part : List.of("train", "t10k")) {
      TinyData.put(folder.resolve(part + "-images-idx3-ubyte"), images, SAMPLES, HEIGHT, WIDTH);
      TinyData.put(folder.resolve(part + "-labels-idx1-ubyte"), labels, SAMPLES);
    }
    Files.writeString(folder.resolve("classes.txt"), "top\nbottom\n");
    model = temp.resolve("halves.safetensors");
    List<String> command =
        List.of("train", "--data", folder.toString(), "--model", model.toString());
    CommandRun.of(command, "--quiet", "--hidden", "none", "--batch-size", "9").done();
  }

  private Path picture(String name, int width, int height, IntBinaryOperator argb)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, argb.applyAsInt(x, y));
      }
    }
    Path file = temp.resolve(name);
    assertTrue(ImageIO.write(image, "png", file.toFile()));
    return file;
  }

  private Path half(String name, boolean top) throws IOException {
    return picture(name, WIDTH, HEIGHT, (x, y) -> y < HEIGHT / 2 == top ? 0xffc8c8c8 : 0xff000000);
  }

  private CommandRun predict(String... arguments) {
    return CommandRun.of(List.of("predict", "--model", model.toString(), "--image"), arguments);
  }

  private static String classIn(String row) {
    return row.split(",")[1];
  }

  @Test
  void severalFilesAreRowsInTheirOrder() throws IOException {
    String top = half("a.png", true).toString();
    String bottom = half("b, c.png", false).toString();
    CommandRun run = predict(top, bottom, "--image", top).done();
    List<String> rows = run.outLines();
    assertEquals("index,class,probability,file", rows.getFirst());
    assertEquals(4, rows.size());
    assertEquals(
        List.of("top", "bottom", "top"),
        rows.stream().skip(1).map(PredictPicturesTest::classIn).toList());
    assertTrue(rows.get(1).startsWith("0,top,") && rows.get(1).endsWith("," + top), rows.get(1));
    assertTrue(rows.get(2).endsWith(",\"" + bottom + "\""), rows.get(2));
    assertEquals("", run.err());
    List<String> all = predict(top, "--probabilities", "--top", "2").done().outLines();
    assertEquals("index,class,probability,file,top,bottom,class2,probability2", all.getFirst());
  }

  /** One that cannot be read ends the command before a row is printed. */
  @Test
  void oneBadFileOfSeveralIsTheOnlyThingTold() throws IOException {
    String good = half("good.png", true).toString();
    Path bad = Files.writeString(temp.resolve("bad.png"), "no picture");
    assertEquals(
        "lanewise: " + bad + ": not an image; expected PNG, JPEG, BMP or GIF",
        predict(good, bad.toString()).error(3));
  }

  @ParameterizedTest
  @CsvSource({"4, 4", "8, 2", "16, 1", "2, 4", "20000, 20000"})
  void anotherSizeIsRefusedWithBoth(int width, int height) throws IOException {
    Path file = picture("other.png", Math.min(width, 16), Math.min(height, 16), (x, y) -> -1);
    if (width > 16) { // in the header alone
      byte[] bytes = Files.readAllBytes(file);
      ByteBuffer header = ByteBuffer.wrap(bytes);
      header.putInt(16, width).putInt(20, height);
      CRC32 crc = new CRC32();
      crc.update(bytes, 12, 17);
      header.putInt(29, (int) crc.getValue());
      Files.write(file, bytes);
    }
    assertEquals(
        "lanewise: %s: the image has %d x %d pixels; the model takes 2 x 8 pixels, grey"
            .formatted(file, width, height),
        predict(file.toString()).error(3));
  }

  /** The best model of a search, refitted or not, tells its shape as that of a training does. */
  @ParameterizedTest
  @ValueSource(strings = {"--quiet", "--folds=2"})
  void aModelOfASearchKnowsItsShape(String option) throws IOException {
    Files.delete(model);
    List<String> command = List.of("grid", "--data", temp.resolve("halves").toString(), option);
    CommandRun.of(
            command,
            "--model",
            model.toString(),
            "--hidden",
            "3",
            "--learning-rate",
            "1e-3",
            "--reg",
            "0",
            "--epochs",
            "1",
            "--batch-size",
            "9")
        .done();
    Path square = picture("square.png", 4, 4, (x, y) -> -1);
    String line = predict(square.toString()).error(3);
    assertTrue(line.endsWith("4 x 4 pixels; the model takes 2 x 8 pixels, grey"), line);
    predict(half("a.png", true).toString()).done();
  }

  /** A drawing in white ink of which only the alpha channel knows. */
  @Test
  void transparencyIsPutOnAStatedBackground() throws IOException {
    Path file =
        picture("alpha.png", WIDTH, HEIGHT, (x, y) -> y < HEIGHT / 2 ? 0xffffffff : 0x00ffffff);
    String said = "warning: " + file + ": transparent pixels are put on ";
    String behind = "; --background takes another colour";
    CommandRun usual = predict(file.toString()).done();
    assertEquals("top", classIn(usual.outLines().get(1)));
    assertEquals(said + "black" + behind, usual.err().strip());
    CommandRun white = predict(file.toString(), "--background", "white").done();
    assertEquals(said + "white, where nothing of it is seen" + behind, white.err().strip());
    CommandRun grey = predict(file.toString(), "--background", "#0a0a0a").done();
    assertEquals(said + "#0a0a0a" + behind, grey.err().strip());
    CommandRun twice = predict(file.toString(), file.toString()).done();
    assertTrue(twice.err().startsWith("warning: " + file + " and 1 more: "), twice.err());
    Path opaque = half("opaque.png", true);
    assertEquals("", predict(opaque.toString()).done().err());
  }

  @Test
  void coloursBecomeGreyAndItIsSaid() throws IOException {
    Path file =
        picture("blue.png", WIDTH, HEIGHT, (x, y) -> y < HEIGHT / 2 ? 0xff000000 : 0xff8080ff);
    CommandRun run = predict(file.toString()).done();
    assertEquals("bottom", classIn(run.outLines().get(1)));
    assertEquals(
        "warning: " + file + ": colours become grey, 0.299 red + 0.587 green + 0.114 blue",
        run.err().strip());
  }

  /** The sizes that count are those of the picture as it is to be seen. */
  @Test
  void orientationComesBeforeTheSize() throws IOException {
    Fixture fixture = Fixture.named("exif6.png");
    Path file = Files.write(temp.resolve("turned.png"), fixture.file());
    String line = predict(file.toString()).error(3);
    assertTrue(line.contains(": the image has 5 x 6 pixels; the model takes 2 x 8"), line);
  }

  @Test
  void animationsAreSaid() throws IOException {
    Path file = Files.write(temp.resolve("a.gif"), Fixture.named("animated.gif").file());
    int inputs = 3 * 6 * 5;
    Path foreign = TinyData.foreignModel(temp.resolve("f.safetensors"), inputs, 0, 1);
    CommandRun run =
        CommandRun.of("predict", "--model", foreign.toString(), "--image", file.toString()).done();
    assertTrue(run.err().contains(file + ": animated; only the first picture is read"), run.err());
    String guess = foreign + ": tells no height and width; taken for 6 x 5 pixels, colour";
    assertTrue(run.err().contains("warning: " + guess), run.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--data sample, '--data does not go with --image'",
    "--split train, '--split does not go with --image'",
    "--test-size 3, '--test-size does not go with --image'",
    "--background green, 'expected black, white or #rrggbb'"
  })
  void whatWouldBeIgnoredIsRefused(String options, String message) throws IOException {
    String[] more = (half("a.png", true) + " " + options).split(" ");
    String line = predict(more).error(2);
    assertTrue(line.contains(message), line);
  }

  @Test
  void aBackgroundNeedsAnImage() {
    List<String> command = List.of("predict", "--model", model.toString());
    String line = CommandRun.of(command, "--background", "white").error(2);
    assertTrue(line.contains("--background needs --image"), line);
  }

  @Test
  void thePictureThatShipsIsTheFirstOfTheTestPart() throws IOException {
    Path net = temp.resolve("net.safetensors");
    CommandRun.of(
            "train",
            "--data",
            CommandRun.sample(),
            "--epochs",
            "1",
            "--quiet",
            "--model",
            net.toString())
        .done();
    Path boot = Path.of(CommandRun.sample(), "ankle-boot.png");
    List<String> predict = List.of("predict", "--model", net.toString());
    String picture = CommandRun.of(predict, "--image", boot.toString()).done().outLines().get(1);
    String row =
        CommandRun.of(predict, "--data", CommandRun.sample(), "--test-size", "1")
            .done()
            .outLines()
            .get(1);
    assertEquals(
        row.substring(0, row.lastIndexOf(',')), picture.substring(0, picture.lastIndexOf(',')));
    assertTrue(row.endsWith(",Ankle boot"), row);
  }
}
