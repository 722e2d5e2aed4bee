package dev.lanewise.cli;

import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * One image file as a sample: three planes (red, green, blue) as in CIFAR-10, or one gray plane as
 * in MNIST, whichever fits the model. Never scaled: another size is refused.
 */
final class ImageSample {

  private static final int PLANES = 3;

  private ImageSample() {}

  /** Reads an image for a model of {@code inputs} inputs, (1, inputs). */
  static Pixels read(Path file, int inputs, Workspace workspace) throws IOException {
    BufferedImage image = decode(file);
    long area = (long) image.getWidth() * image.getHeight();
    if (area * PLANES != inputs && area != inputs) {
      throw new CliException(
          ExitCode.BAD_DATA,
          "%s: the image has %d x %d pixels; the model takes %d inputs, one for each pixel or three"
              .formatted(file, image.getWidth(), image.getHeight(), inputs));
    }
    Pixels sample = workspace.pixels(1, inputs);
    for (int plane = 0; plane < inputs / area; plane++) {
      fill(sample, image, plane, area == inputs);
    }
    return sample;
  }

  private static BufferedImage decode(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw new CliException(ExitCode.BAD_DATA, file + ": not a regular file");
    }
    try {
      BufferedImage image = ImageIO.read(file.toFile());
      if (image != null) {
        return image;
      }
    } catch (IOException | RuntimeException e) {
      throw new CliException(
          ExitCode.BAD_DATA, file + ": the image is damaged: " + e.getMessage(), e);
    }
    throw new CliException(
        ExitCode.BAD_DATA, file + ": not an image; expected PNG, JPEG, BMP or GIF");
  }

  private static void fill(Pixels sample, BufferedImage image, int plane, boolean gray) {
    int width = image.getWidth();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < width; x++) {
        int value = gray ? gray(image, x, y) : image.getRGB(x, y) >> (16 - 8 * plane) & 0xff;
        long at = ((long) plane * image.getHeight() + y) * width + x;
        sample.segment().set(ValueLayout.JAVA_BYTE, at, (byte) value);
      }
    }
  }

  /** The gray value as stored, or the luma of ITU-R BT.601 of a colour. */
  private static int gray(BufferedImage image, int x, int y) {
    if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
      return image.getRaster().getSample(x, y, 0);
    }
    int rgb = image.getRGB(x, y);
    return Math.round(
        0.299f * (rgb >> 16 & 0xff) + 0.587f * (rgb >> 8 & 0xff) + 0.114f * (rgb & 0xff));
  }
}
