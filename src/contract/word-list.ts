/**
 * 256 words, one for each byte: short, of things, no two of which differ by one letter or begin with the same four.
 * Both devices must have the same list, so it never changes.
 */
export const words: readonly string[] = `
acorn agent alarm album amber anchor angle apple apron arrow atlas attic badge bagel baker bamboo banjo
barn basil basket beach bear beaver bell berry bike birch bishop blanket boat bonus bottle bounce bowl
brass bread brick bridge brush bucket bugle butter cabin cable cactus camel candle canoe canyon carpet
castle cedar cello chalk chess cider circus clay clock clover coast cobra coffee comet compass copper
coral corner cotton cradle crane crayon cricket crown crystal curtain daisy desert diesel dinner dolphin
domino donkey dragon drum dune eagle easel echo elbow engine falcon feather fender fiddle flask flint
flower forest fossil fox frost galaxy garden garlic ginger giraffe glacier globe goose grape guitar hammer
harbor hazel heron hiker honey hotel icicle igloo island ivory jacket jaguar jasmine jelly jigsaw juice
jungle kayak kettle kiosk kitten koala ladder lagoon lamp lantern laser lemon lily linen lion lobster
lunar magnet mango maple marble meadow melon mirror moon mosaic mountain muffin museum napkin nectar
needle ninja noodle nugget oasis ocean olive onion orbit orchid otter oven oyster paddle palace panda
paper parrot pasta peanut pebble pencil pepper piano picnic pigeon pilot pirate planet plaza plum poem
polar pony potato prism puzzle quartz queen rabbit radar radio raven ribbon river robin rocket ruby sailor
salmon sandal satin scarf school shadow shell silver siren sketch sled sparrow spider spoon squid stone
summer sunset thimble tiger timber tomato torch tower trumpet tulip tunnel turtle umbrella valley vanilla
velvet violin volcano wagon walnut walrus water whale willow window winter wizard yacht yogurt zebra
zipper
`
  .trim()
  .split(/\s+/)
