namespace Harness.Integration.Tests.SampleShop;

/// <summary>Two shops at once, with their load, would make a small machine the cause of failures.</summary>
[CollectionDefinition(nameof(OneShopAtATime), DisableParallelization = true)]
public sealed class OneShopAtATime;
