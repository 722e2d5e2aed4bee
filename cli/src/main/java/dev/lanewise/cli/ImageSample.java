package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * One image file as a sample: three planes (red, green, blue) as in CIFAR-10, or one gray plane as
 * in MNIST, whichever fits the model. Never scaled: another size is refused.
 */
final class ImageSample {

  private static final int PLANES = 3;

  private ImageSample() {}

  /** Reads an image for a model of {@code inputs} inputs, (1, inputs). */
  static Pixels read(Path file, int inputs, Workspace workspace) throws IOException {
    BufferedImage image = decode(file, inputs);
    long area = (long) image.getWidth() * image.getHeight();
    Pixels sample = workspace.pixels(1, inputs);
    for (int plane = 0; plane < inputs / area; plane++) {
      fill(sample, image, plane, area == inputs);
    }
    return sample;
  }

  private static BufferedImage decode(Path file, int inputs) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw new CliException(ExitCode.BAD_DATA, file + ": not a regular file");
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (readers.hasNext()) {
        return decode(file, inputs, readers.next(), in);
      }
    } catch (CliException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new CliException(
          ExitCode.BAD_DATA, file + ": the image is damaged: " + e.getMessage(), e);
    }
    throw new CliException(
        ExitCode.BAD_DATA, file + ": not an image; expected PNG, JPEG, BMP or GIF");
  }

  /** Checks the size first: an image of another may be larger than the memory. */
  private static BufferedImage decode(
      Path file, int inputs, ImageReader reader, ImageInputStream in) throws IOException {
    try {
      reader.setInput(in, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      long area = (long) width * height;
      if (area * PLANES != inputs && area != inputs) {
        throw new CliException(
            ExitCode.BAD_DATA,
            "%s: the image has %d x %d pixels; the model takes %d inputs, one for each or three"
                .formatted(file, width, height, inputs));
      }
      if (width != height && (isSquare(inputs) || isSquare(inputs / (double) PLANES))) {
        throw new CliException(
            ExitCode.BAD_DATA,
            "%s: the image has %d x %d pixels; the model takes %d inputs, a square image's"
                .formatted(file, width, height, inputs));
      }
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }

  private static boolean isSquare(double area) {
    double side = Math.rint(Math.sqrt(area));
    return side * side == area;
  }

  private static void fill(Pixels sample, BufferedImage image, int plane, boolean gray) {
    int width = image.getWidth();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < width; x++) {
        int value = isGray(image) ? stored(image, x, y) : ofColour(image, x, y, plane, gray);
        long at = ((long) plane * image.getHeight() + y) * width + x;
        sample.segment().set(ValueLayout.JAVA_BYTE, at, (byte) value);
      }
    }
  }

  /** Whether the image has gray values, which getRGB would brighten as if they were linear. */
  private static boolean isGray(BufferedImage image) {
    return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /** The gray value as stored, or its upper eight bits. */
  private static int stored(BufferedImage image, int x, int y) {
    int bits = image.getSampleModel().getSampleSize(0);
    return image.getRaster().getSample(x, y, 0) >> Math.max(0, bits - Byte.SIZE);
  }

  /** The value of a plane of a colour, or its luma of ITU-R BT.601. */
  private static int ofColour(BufferedImage image, int x, int y, int plane, boolean gray) {
    int rgb = image.getRGB(x, y);
    int red = rgb >> 16 & 0xff;
    int green = rgb >> 8 & 0xff;
    int blue = rgb & 0xff;
    if (gray) {
      return Math.round(0.299f * red + 0.587f * green + 0.114f * blue);
    }
    return plane == 0 ? red : plane == 1 ? green : blue;
  }
}
