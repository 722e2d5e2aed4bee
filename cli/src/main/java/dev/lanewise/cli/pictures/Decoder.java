package dev.lanewise.cli.pictures;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * ImageIO's reader of one file, with the file's own values: no profile or gamma is applied.
 * Whatever the reader warns of is an error, since what it then gives is not the picture.
 */
final class Decoder implements AutoCloseable {

  /** A warning about something that plays no part here. */
  private static final String OF_A_PROFILE = "color profile";

  private static final String OF_A_THUMBNAIL = "thumbnail";

  private final Kind kind;
  private final ImageReader reader;
  private final List<String> warnings = new ArrayList<>();

  Decoder(Kind kind, byte[] file) {
    this.kind = kind;
    reader = ImageIO.getImageReadersByFormatName(kind.name()).next();
    reader.setInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(file)), true, true);
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
  }

  int width() throws IOException {
    return reader.getWidth(0);
  }

  int height() throws IOException {
    return reader.getHeight(0);
  }

  /** Decodes the first picture, as it is stored. */
  Picture decode(OptionalInt transparentGrey) throws IOException {
    DecodedRows rows = new DecodedRows();
    if (kind == Kind.GIF) {
      reader.addIIOReadUpdateListener(rows);
    }
    BufferedImage image;
    try {
      image = reader.read(0);
    } catch (EOFException e) {
      throw new IOException("the file ends before its last pixel", e);
    }
    for (String warning : warnings) {
      if (!warning.contains(OF_A_PROFILE) && !warning.contains(OF_A_THUMBNAIL)) {
        throw new IOException(warning);
      }
    }
    if (kind == Kind.GIF && rows.count() < image.getHeight()) {
      throw new IOException(
          "it ends after %d of %d rows".formatted(rows.count(), image.getHeight()));
    }
    return pixels(image, transparentGrey);
  }

  private static Picture pixels(BufferedImage image, OptionalInt transparentGrey)
      throws IOException {
    int space = image.getColorModel().getColorSpace().getType();
    if (space != ColorSpace.TYPE_GRAY && space != ColorSpace.TYPE_RGB) {
      throw new IOException(
          (space == ColorSpace.TYPE_CMYK ? "CMYK colours" : "an unusual colour space")
              + "; expected grey or RGB");
    }
    int width = image.getWidth();
    int[] argb = new int[width * image.getHeight()];
    for (int i = 0; i < argb.length; i++) {
      argb[i] = pixel(image, i % width, i / width, transparentGrey);
    }
    return new Picture(width, image.getHeight(), argb);
  }

  private static int pixel(BufferedImage image, int x, int y, OptionalInt transparentGrey) {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    if (!(model instanceof ComponentColorModel)) { // a palette, or packed: no profile plays a part
      return image.getRGB(x, y);
    }
    int bands = raster.getNumBands();
    int first = sample(raster, x, y, 0);
    int alpha = model.hasAlpha() ? sample(raster, x, y, bands - 1) : 0xff;
    if (transparentGrey.isPresent()) {
      alpha = first == transparentGrey.getAsInt() ? 0 : 0xff;
    }
    if (bands < 3) {
      return (alpha << 24) | (first << 16) | (first << 8) | first;
    }
    int green = sample(raster, x, y, 1);
    int blue = sample(raster, x, y, 2);
    return (alpha << 24) | (first << 16) | (green << 8) | blue;
  }

  /** A sample as it is stored, or its upper eight bits. */
  private static int sample(Raster raster, int x, int y, int band) {
    int bits = raster.getSampleModel().getSampleSize(band);
    return raster.getSample(x, y, band) >> (bits - Byte.SIZE);
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
