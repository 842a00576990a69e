/** What the bindings of attention and of whole blocks have in common. */
#pragma once
#include "addon-fields.h"

namespace reprise {

/** Segments, their prefixes and positions, each checked. */
Attention attentionShape(const Fields& f);

}  // namespace reprise
