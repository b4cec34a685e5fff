"""Maps over the patches: rollout, class-specific maps, ablation, and their faithfulness."""
