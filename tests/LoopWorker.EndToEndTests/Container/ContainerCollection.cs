namespace LoopWorker.EndToEndTests.Container;

/// <summary>The tests of images. They run alone: compiling takes every core.</summary>
[CollectionDefinition(nameof(ContainerCollection), DisableParallelization = true)]
public sealed class ContainerCollection : ICollectionFixture<BuiltImage>;
