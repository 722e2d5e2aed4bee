package dev.lanewise.cli.pictures;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.data.ImageShape;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Picture files as samples: planes of red, green and blue as in CIFAR-10, or one grey plane as in
 * MNIST, whichever the model takes. Never scaled: another size is refused before it is decoded.
 */
public final class PictureSamples {

  private final Path model;
  private final int inputs;
  private final Optional<Background> background;
  private final PictureNotes notes = new PictureNotes();
  private Optional<ImageShape> shape;

  /**
   * Pictures for a model.
   *
   * @param model its file, for messages
   * @param inputs how many inputs it takes
   * @param shape how they form an image; if empty, the first picture must have as many pixels, or a
   *     third, and the others its size
   * @param background what is behind transparent pixels; if empty, the usual one
   */
  public PictureSamples(
      Path model, int inputs, Optional<ImageShape> shape, Optional<Background> background) {
    this.model = model;
    this.inputs = inputs;
    this.shape = shape;
    this.background = background;
  }

  /**
   * Reads all files, (number of files, inputs), and says on {@code err} what was changed.
   *
   * @throws CliException if one is no picture, damaged, or of another size
   * @throws IOException if one cannot be read
   */
  public Pixels read(List<Path> files, Workspace workspace, PrintWriter err) throws IOException {
    Pixels samples = workspace.pixels(files.size(), inputs);
    for (int i = 0; i < files.size(); i++) {
      try (PictureFile file = PictureFile.open(files.get(i))) {
        ImageShape fitting = fitting(file);
        put(samples, i, seen(file, fitting), fitting);
      }
    }
    notes.print(err);
    return samples;
  }

  /** The model's shape, if it fits the file. */
  private ImageShape fitting(PictureFile file) {
    ImageShape expected = shape.orElseGet(() -> guess(file));
    shape = Optional.of(expected);
    boolean planes =
        expected.channels() == ImageShape.GREY || expected.channels() == ImageShape.RGB;
    if (!planes || file.width() != expected.width() || file.height() != expected.height()) {
      throw misfit(file, "takes " + expected);
    }
    return expected;
  }

  /** The shape of a model that tells none, by the number of its inputs and the picture's size. */
  private ImageShape guess(PictureFile file) {
    long area = (long) file.width() * file.height();
    if (area * ImageShape.RGB != inputs && area != inputs) {
      throw misfit(file, "takes %d inputs, one for each or three".formatted(inputs));
    }
    if (file.width() != file.height() && (isSquare(inputs) || isSquare(inputs / 3.0))) {
      throw misfit(file, "takes %d inputs, a square image's".formatted(inputs));
    }
    int channels = area == inputs ? ImageShape.GREY : ImageShape.RGB;
    ImageShape guessed = new ImageShape(file.height(), file.width(), channels);
    notes.add(model, "tells no height and width; taken for " + guessed);
    return guessed;
  }

  private static boolean isSquare(double area) {
    double side = Math.rint(Math.sqrt(area));
    return side * side == area;
  }

  private static CliException misfit(PictureFile file, String model) {
    return new CliException(
        ExitCode.BAD_DATA,
        "%s: the image has %d x %d pixels; the model %s"
            .formatted(file.path(), file.width(), file.height(), model));
  }

  /** The picture as a person sees it. */
  private Picture seen(PictureFile file, ImageShape expected) {
    Picture picture = file.decode();
    if (file.animated()) {
      notes.add(file.path(), "animated; only the first picture is read");
    }
    if (picture.transparent()) {
      Background behind = background.orElseGet(() -> Background.usualFor(expected));
      picture = picture.on(behind);
      String result = picture.uniform() ? ", where nothing of it is seen" : "";
      notes.add(
          file.path(),
          "transparent pixels are put on %s%s; --background takes another colour"
              .formatted(behind, result));
    }
    if (expected.channels() == ImageShape.GREY && picture.coloured()) {
      notes.add(file.path(), "colours become grey, 0.299 red + 0.587 green + 0.114 blue");
    }
    return picture;
  }

  private static void put(Pixels samples, int row, Picture picture, ImageShape shape) {
    long at = samples.rowOffset(row);
    for (int plane = 0; plane < shape.channels(); plane++) {
      for (int pixel : picture.argb()) {
        int value =
            shape.channels() == ImageShape.GREY
                ? Picture.luma(pixel)
                : Picture.channel(pixel, plane);
        samples.segment().set(ValueLayout.JAVA_BYTE, at++, (byte) value);
      }
    }
  }
}
